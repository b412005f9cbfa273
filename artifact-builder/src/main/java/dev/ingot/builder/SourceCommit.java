package dev.ingot.builder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * A commit that has been fetched.
 *
 * @param gitDir the bare repository that holds it
 * @param id the commit's object id
 * @param tree the object id of its tree
 * @param author name of its author, fit for events
 * @param subject first line of its message, fit for events
 */
record SourceCommit(Path gitDir, String id, String tree, String author, String subject) {
  private static final int LONGEST_WORDS = 200;

  /** Reads the commit from the repository. */
  static SourceCommit read(Path gitDir, Repository repository, ObjectId id) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      RevCommit commit = walk.parseCommit(id);
      String author = commit.getAuthorIdent() == null ? "" : commit.getAuthorIdent().getName();
      return new SourceCommit(
          gitDir,
          id.name(),
          commit.getTree().name(),
          Printable.line(author, LONGEST_WORDS),
          Printable.line(commit.getShortMessage(), LONGEST_WORDS));
    }
  }

  static Repository open(Path gitDir) throws IOException {
    return new FileRepositoryBuilder().setGitDir(gitDir.toFile()).setBare().build();
  }

  /**
   * The content of a file at the root of the tree; empty when there is no such file.
   *
   * @throws SourceRefusedException when it is larger
   */
  Optional<byte[]> file(String name, int most) throws IOException, SourceRefusedException {
    try (Repository repository = open(gitDir);
        TreeWalk walk = TreeWalk.forPath(repository, name, ObjectId.fromString(tree))) {
      if (walk == null || walk.isSubtree()) {
        return Optional.empty();
      }
      ObjectLoader blob = repository.open(walk.getObjectId(0));
      if (blob.getSize() > most) {
        throw new SourceRefusedException(
            "%s, line 1, column 1: the file has %,d bytes, at most %,d are accepted; keep data out of it"
                .formatted(name, blob.getSize(), most));
      }
      return Optional.of(blob.getBytes(most));
    }
  }
}
