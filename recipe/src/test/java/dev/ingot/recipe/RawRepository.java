package dev.ingot.recipe;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ingot.git.testkit.GitRepository;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;

/** A repository whose objects are written byte by byte, with nobody who looks whether they are. */
final class RawRepository {
  static final int FILE = 0100644;
  static final int LINK = 0120000;
  static final int FOLDER = 040000;
  static final int SUBMODULE = 0160000;
  private static final byte[] WHO = "A. Author".getBytes(UTF_8);

  private final Path folder;
  private final Map<String, String> refs = new TreeMap<>();

  RawRepository(Path folder) throws IOException {
    this.folder = folder;
    try (Repository repository = SourceCommit.open(folder)) {
      repository.create(true);
    }
  }

  String path() {
    return folder.toString();
  }

  /** An entry of a tree. */
  @SuppressWarnings("ArrayRecordComponent") // Two entries are never compared.
  record Entry(int mode, byte[] name, ObjectId id) {
    Entry(int mode, String name, ObjectId id) {
      this(mode, name.getBytes(UTF_8), id);
    }
  }

  ObjectId blob(byte[] content) throws IOException {
    return insert(Constants.OBJ_BLOB, content);
  }

  /** With its entries as they come, sorted or not. */
  ObjectId tree(Entry... entries) throws IOException {
    ByteArrayOutputStream tree = new ByteArrayOutputStream();
    for (Entry entry : entries) {
      tree.writeBytes(Integer.toOctalString(entry.mode()).getBytes(UTF_8));
      tree.write(' ');
      tree.writeBytes(entry.name());
      tree.write(0);
      byte[] id = new byte[Constants.OBJECT_ID_LENGTH];
      entry.id().copyRawTo(id, 0);
      tree.writeBytes(id);
    }
    return insert(Constants.OBJ_TREE, tree.toByteArray());
  }

  ObjectId insert(int type, byte[] content) throws IOException {
    try (Repository repository = SourceCommit.open(folder);
        ObjectInserter inserter = repository.newObjectInserter()) {
      ObjectId id = inserter.insert(type, content);
      inserter.flush();
      return id;
    }
  }

  String commit(ObjectId tree) throws IOException {
    return commit(tree, WHO, "one".getBytes(UTF_8));
  }

  String commit(ObjectId tree, byte[] author, byte[] message) throws IOException {
    return commit(tree, "", author, message);
  }

  /** A commit whose parent is not here, as after a shallow clone. */
  String shallowCommit(ObjectId tree) throws IOException {
    String parent = "parent " + "1".repeat(40) + "\n";
    String id = commit(tree, parent, WHO, "one".getBytes(UTF_8));
    Files.writeString(folder.resolve("shallow"), id + "\n");
    return id;
  }

  private String commit(ObjectId tree, String parent, byte[] author, byte[] message)
      throws IOException {
    ByteArrayOutputStream commit = new ByteArrayOutputStream();
    commit.writeBytes(("tree " + tree.name() + "\n" + parent).getBytes(UTF_8));
    for (String who : new String[] {"author ", "committer "}) {
      commit.writeBytes(who.getBytes(UTF_8));
      commit.writeBytes(author);
      commit.writeBytes(" <a@example.com> 1700000000 +0000\n".getBytes(UTF_8));
    }
    commit.write('\n');
    commit.writeBytes(message);
    ObjectId id = insert(Constants.OBJ_COMMIT, commit.toByteArray());
    point(GitRepository.REF, id);
    return id.name();
  }

  /**
   * As a fetch leaves it: to read hundreds of thousands of trees from loose files takes minutes.
   */
  void pack() throws Exception {
    try (Repository repository = SourceCommit.open(folder);
        Git git = Git.wrap(repository)) {
      git.gc().call();
    }
  }

  /** Among the packed refs: a file system may not take every name. */
  void point(String ref, ObjectId id) throws IOException {
    refs.put(ref, id.name());
    StringBuilder packed = new StringBuilder("# pack-refs with: peeled fully-peeled sorted \n");
    refs.forEach((name, commit) -> packed.append(commit).append(' ').append(name).append('\n'));
    Files.writeString(folder.resolve("packed-refs"), packed);
  }
}
