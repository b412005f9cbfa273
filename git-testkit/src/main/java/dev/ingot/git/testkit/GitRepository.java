package dev.ingot.git.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * A real repository on disk, written object by object, so that trees can be as odd as they come.
 */
public final class GitRepository {
  /** Where commits go. */
  public static final String REF = "refs/heads/main";

  private final Path folder;

  /** A file of a tree. */
  public record Entry(FileMode mode, String content) {
    public static Entry file(String content) {
      return new Entry(FileMode.REGULAR_FILE, content);
    }

    public static Entry executable(String content) {
      return new Entry(FileMode.EXECUTABLE_FILE, content);
    }

    public static Entry link(String target) {
      return new Entry(FileMode.SYMLINK, target);
    }
  }

  private GitRepository(Path folder) {
    this.folder = folder;
  }

  /** Makes it, bare and empty. */
  public static GitRepository create(Path folder) throws IOException {
    try (Repository repository = open(folder)) {
      repository.create(true);
    }
    return new GitRepository(folder);
  }

  /** For those who fetch from it. */
  public String path() {
    return folder.toString();
  }

  /** Commits the tree and moves the ref there, whatever it pointed to; returns the commit's id. */
  public String commit(String message, Map<String, Entry> tree) throws IOException {
    try (Repository repository = open(folder);
        ObjectInserter inserter = repository.newObjectInserter()) {
      CommitBuilder commit = new CommitBuilder();
      PersonIdent author =
          new PersonIdent(
              "A. Author", "a@example.com", Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);
      commit.setAuthor(author);
      commit.setCommitter(author);
      commit.setMessage(message);
      commit.setTreeId(write(inserter, tree));
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      RefUpdate update = repository.updateRef(REF);
      update.setNewObjectId(id);
      update.setForceUpdate(true);
      update.update();
      return id.name();
    }
  }

  private static Repository open(Path folder) throws IOException {
    return new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build();
  }

  private static ObjectId write(ObjectInserter inserter, Map<String, Entry> tree)
      throws IOException {
    DirCache index = DirCache.newInCore();
    DirCacheBuilder builder = index.builder();
    for (Map.Entry<String, Entry> named : tree.entrySet()) {
      DirCacheEntry entry = new DirCacheEntry(named.getKey());
      entry.setFileMode(named.getValue().mode());
      byte[] content = named.getValue().content().getBytes(StandardCharsets.UTF_8);
      entry.setObjectId(
          named.getValue().mode().equals(FileMode.GITLINK)
              ? ObjectId.fromString("1".repeat(40))
              : inserter.insert(Constants.OBJ_BLOB, content));
      builder.add(entry);
    }
    builder.finish();
    return index.writeTree(inserter);
  }
}
