package dev.ingot.recipe;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ingot.git.Words;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Checks a commit's tree, and writes it as a tar whose bytes depend on nothing but the tree. */
final class SourceTar {
  private static final int MOST_ENTRIES = 200_000;
  private static final int LONGEST_LINK = 4_096;
  private static final int LONGEST_SHOWN = 200;

  /** How a pointer of Git LFS begins, and how large it is at most, by its specification. */
  private static final String LFS = "version https://git-lfs.github.com/spec/";

  private static final int LARGEST_POINTER = 1_024;

  /** Every file's time: 2020-01-01, since some tools do not take times before 1980. */
  private static final FileTime TIME = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

  private final SourceCommit commit;
  private final long mostBytes;

  SourceTar(SourceCommit commit, long mostBytes) {
    this.commit = commit;
    this.mostBytes = mostBytes;
  }

  /**
   * @throws SourceRefusedException naming the entry that can't be taken, and the remedy
   */
  void check() throws IOException, SourceRefusedException {
    try (Repository repository = SourceCommit.open(commit.gitDir());
        TreeWalk walk = walk(repository)) {
      check(repository, walk);
    } catch (IncorrectObjectTypeException | LargeObjectException e) {
      throw SourceCommit.unreadable("the source tree", e);
    } catch (IndexOutOfBoundsException e) {
      // JGit's words for a tree that ends in the midst of an entry.
      throw SourceCommit.unreadable("the source tree", e);
    } catch (CorruptObjectException e) {
      // Should it be this disk's fault, the next commit begins without what is there.
      CacheRoom.delete(commit.gitDir());
      throw SourceCommit.unreadable("the source tree", e);
    }
  }

  private void check(Repository repository, TreeWalk walk)
      throws IOException, SourceRefusedException {
    TreeRules rules = new TreeRules();
    long bytes = 0;
    int entries = 0;
    while (walk.next()) {
      String path = path(walk);
      FileMode mode = walk.getFileMode(0);
      boolean file = mode.getObjectType() == Constants.OBJ_BLOB;
      long size =
          file ? walk.getObjectReader().getObjectSize(walk.getObjectId(0), Constants.OBJ_BLOB) : 0;
      rules.check(path, mode, link(repository, walk, size));
      bytes += size;
      if (bytes > mostBytes) {
        throw new SourceRefusedException(
            "the source tree is larger than %,d MiB; keep data out of it, or raise"
                    .formatted(mostBytes >> 20)
                + " ingot.builder.source.mib");
      }
      if (++entries > MOST_ENTRIES) {
        throw new SourceRefusedException(
            "the source tree has more than %,d files".formatted(MOST_ENTRIES));
      }
      if (isElsewhere(repository, walk, size)) {
        throw new SourceRefusedException(
            "'%s' is a pointer of Git LFS, whose content is not fetched; commit the file itself, or fetch it in 'build' from where it lies"
                .formatted(Words.line(path, LONGEST_SHOWN)));
      }
    }
    rules.checkWays();
  }

  /** Names are as hostile as their repository: each must be one name, and of characters. */
  private static String path(TreeWalk walk) throws SourceRefusedException {
    String path;
    try {
      path = UTF_8.newDecoder().decode(ByteBuffer.wrap(walk.getRawPath())).toString();
    } catch (CharacterCodingException e) {
      throw new SourceRefusedException(
          "'%s' has a name that is not UTF-8; rename it"
              .formatted(Words.line(walk.getPathString(), LONGEST_SHOWN)));
    }
    if (path.chars().filter(c -> c == '/').count() != walk.getDepth()) {
      throw new SourceRefusedException(
          "'%s' has a slash in a name".formatted(Words.line(path, LONGEST_SHOWN)));
    }
    return path;
  }

  private static String link(Repository repository, TreeWalk walk, long size)
      throws IOException, SourceRefusedException {
    if (!walk.getFileMode(0).equals(FileMode.SYMLINK)) {
      return "";
    }
    if (size > LONGEST_LINK) {
      throw new SourceRefusedException(
          "'%s' is a link to a path longer than %,d bytes"
              .formatted(Words.line(walk.getPathString(), LONGEST_SHOWN), LONGEST_LINK));
    }
    return link(repository, walk.getObjectId(0));
  }

  private static boolean isElsewhere(Repository repository, TreeWalk walk, long size)
      throws IOException {
    return size > LFS.length()
        && size <= LARGEST_POINTER
        && !walk.getFileMode(0).equals(FileMode.SYMLINK)
        && new String(repository.open(walk.getObjectId(0)).getBytes(LARGEST_POINTER), UTF_8)
            .startsWith(LFS);
  }

  /** Writes a tree that has been checked. */
  void write(OutputStream out) throws IOException {
    try (Repository repository = SourceCommit.open(commit.gitDir());
        TreeWalk walk = walk(repository);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(true);
      while (walk.next()) {
        write(tar, repository, walk.getPathString(), walk.getFileMode(0), walk.getObjectId(0));
      }
      tar.finish();
    }
  }

  private static void write(
      TarArchiveOutputStream tar, Repository repository, String path, FileMode mode, ObjectId id)
      throws IOException {
    boolean link = mode.equals(FileMode.SYMLINK);
    TarArchiveEntry entry =
        link ? new TarArchiveEntry(path, TarConstants.LF_SYMLINK) : new TarArchiveEntry(path);
    entry.setModTime(TIME);
    entry.setIds(0, 0);
    entry.setNames("root", "root");
    if (link) {
      entry.setLinkName(link(repository, id));
      tar.putArchiveEntry(entry);
    } else {
      ObjectLoader blob = repository.open(id);
      entry.setMode(mode.equals(FileMode.EXECUTABLE_FILE) ? 0755 : 0644);
      entry.setSize(blob.getSize());
      tar.putArchiveEntry(entry);
      blob.copyTo(tar);
    }
    tar.closeArchiveEntry();
  }

  private TreeWalk walk(Repository repository) throws IOException {
    TreeWalk walk = new TreeWalk(repository);
    walk.setRecursive(true);
    walk.addTree(ObjectId.fromString(commit.tree()));
    return walk;
  }

  private static String link(Repository repository, ObjectId id) throws IOException {
    return new String(repository.open(id).getBytes(LONGEST_LINK), UTF_8);
  }
}
