package dev.ingot.recipe;

import dev.ingot.git.Words;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * A commit that has been fetched.
 *
 * @param gitDir the bare repository that holds it
 * @param id the commit's object id
 * @param folder the service's, in its normal form; empty for the root
 * @param tree the object id of that folder's tree
 * @param author name of its author, fit for events
 * @param subject first line of its message, fit for events
 */
public record SourceCommit(
    Path gitDir, String id, String folder, String tree, String author, String subject) {
  private static final int LONGEST_WORDS = 200;

  /**
   * Reads the commit from the repository.
   *
   * @throws SourceRefusedException when it is not what it says, or has no such folder
   */
  public static SourceCommit read(Path gitDir, Repository repository, ObjectId id, String folder)
      throws IOException, SourceRefusedException {
    try (RevWalk walk = new RevWalk(repository)) {
      RevCommit commit = walk.parseCommit(id);
      String author = commit.getAuthorIdent() == null ? "" : commit.getAuthorIdent().getName();
      return new SourceCommit(
          gitDir,
          id.name(),
          folder,
          tree(repository, commit, folder),
          Words.line(author, LONGEST_WORDS),
          Words.line(commit.getShortMessage(), LONGEST_WORDS));
    } catch (IncorrectObjectTypeException | LargeObjectException e) {
      throw unreadable("commit " + id.name(), e);
    }
  }

  /** What a repository cannot mend without another push is no reason to try again. */
  static SourceRefusedException unreadable(String what, Exception e) {
    return new SourceRefusedException(
        "%s is not what git can read: %s; run 'git fsck' and push again"
            .formatted(what, Words.line(String.valueOf(e.getMessage()), LONGEST_WORDS)));
  }

  private static String tree(Repository repository, RevCommit commit, String folder)
      throws IOException, SourceRefusedException {
    if (folder.isEmpty()) {
      return commit.getTree().name();
    }
    try (TreeWalk walk = TreeWalk.forPath(repository, folder, commit.getTree())) {
      if (walk == null || !walk.getFileMode(0).equals(FileMode.TREE)) {
        throw new SourceRefusedException(
            "commit %s has no folder '%s', for which the service is registered; register it anew"
                    .formatted(commit.name().substring(0, 8), Words.line(folder, LONGEST_WORDS))
                + " with the folder that it is in");
      }
      return walk.getObjectId(0).name();
    }
  }

  public static Repository open(Path gitDir) throws IOException {
    return new FileRepositoryBuilder().setGitDir(gitDir.toFile()).setBare().build();
  }

  /**
   * The content of a file at the root of the folder; empty when there is no such file.
   *
   * @throws SourceRefusedException when it is larger
   */
  public Optional<byte[]> file(String name, int most) throws IOException, SourceRefusedException {
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
    } catch (CorruptObjectException e) {
      throw unreadable(name, e);
    }
  }

  /**
   * The files in which it differs from another commit of the same repository, fit for people.
   *
   * @param before one that has been fetched into the same repository
   * @param most files that are named
   * @throws IOException when one of the two cannot be read
   */
  public List<String> changedSince(SourceCommit before, int most) throws IOException {
    List<String> changed = new ArrayList<>();
    try (Repository repository = open(gitDir);
        TreeWalk walk = new TreeWalk(repository)) {
      walk.setRecursive(true);
      walk.setFilter(TreeFilter.ANY_DIFF);
      walk.addTree(ObjectId.fromString(before.tree()));
      walk.addTree(ObjectId.fromString(tree));
      while (changed.size() < most && walk.next()) {
        changed.add(Words.line(walk.getPathString(), LONGEST_WORDS));
      }
    }
    return changed;
  }
}
