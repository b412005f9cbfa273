package dev.ingot.builder;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
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
    TreeRules rules = new TreeRules();
    long bytes = 0;
    int entries = 0;
    try (Repository repository = SourceCommit.open(commit.gitDir());
        TreeWalk walk = walk(repository)) {
      while (walk.next()) {
        String path = walk.getPathString();
        FileMode mode = walk.getFileMode(0);
        String link = mode.equals(FileMode.SYMLINK) ? link(repository, walk.getObjectId(0)) : "";
        rules.check(path, mode, link);
        bytes += walk.getObjectReader().getObjectSize(walk.getObjectId(0), Constants.OBJ_BLOB);
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
      }
    }
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
    return new String(repository.open(id).getBytes(LONGEST_LINK), StandardCharsets.UTF_8);
  }
}
