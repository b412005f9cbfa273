package dev.ingot.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.jgit.lib.EmptyProgressMonitor;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows what folders of a commit hold, by the ids of their trees. Thread-safe. */
public final class RemoteFolders {
  /** In place of a tree's id: the commit has no such folder. */
  public static final String ABSENT = "absent";

  private static final String NAME = "folders-";

  private static final Logger LOG = LoggerFactory.getLogger(RemoteFolders.class);

  /** A fetch that is told to stop may need a moment. */
  private static final Duration ROOM = Duration.ofMinutes(1);

  private final Remotes remotes;
  private final Path work;
  private final Duration deadline;
  private final InstantSource clock;
  private final Set<Path> stuck = ConcurrentHashMap.newKeySet();

  /**
   * @param work where what is fetched lies for a moment; what a killed process left in it is
   *     deleted once no fetch can still need it
   * @param deadline of one fetch
   */
  public RemoteFolders(Remotes remotes, Path work, Duration deadline) {
    this(remotes, work, deadline, InstantSource.system());
  }

  RemoteFolders(Remotes remotes, Path work, Duration deadline, InstantSource clock) {
    this.remotes = remotes;
    this.work = work;
    this.deadline = deadline;
    this.clock = clock;
  }

  /**
   * The id of each folder's tree in the commit, or {@link #ABSENT}. Fetches the commit, without the
   * content of files where the other side knows how to leave it out.
   *
   * @param ref that leads to the commit
   * @param folders in their normal form
   * @throws IOException when the repository may not be asked, has not the commit, or is too slow
   */
  public Map<String, String> trees(
      String repository, String ref, String commit, Set<String> folders) throws IOException {
    clean();
    Files.createDirectories(work);
    Path gitDir = Files.createTempDirectory(work, NAME);
    try (Repository local =
        new FileRepositoryBuilder().setGitDir(gitDir.toFile()).setBare().build()) {
      local.create(true);
      return Deadline.within(
          deadline,
          "fetching folders from " + RepositoryName.withoutCredentials(repository),
          () -> {
            fetch(local, repository, ref, commit);
            return read(local, commit, folders);
          });
    } finally {
      delete(gitDir);
    }
  }

  /**
   * Deletes what killed processes left behind. Another process may be at work in the same folder:
   * what is not older than its fetch can be stays. So does what cannot be deleted; the log says it
   * once.
   */
  public void clean() throws IOException {
    if (!Files.isDirectory(work)) {
      return;
    }
    Instant abandoned = clock.instant().minus(deadline).minus(ROOM);
    List<Path> all;
    try (DirectoryStream<Path> found = Files.newDirectoryStream(work, NAME + "*")) {
      all = StreamSupport.stream(found.spliterator(), false).toList();
    }
    for (Path folder : all) {
      try {
        if (Files.getLastModifiedTime(folder).toInstant().isBefore(abandoned)) {
          delete(folder);
        }
      } catch (NoSuchFileException e) {
        // Its own process, or another one that cleans, was faster.
      } catch (IOException e) {
        if (stuck.add(folder)) {
          LOG.warn("cannot delete {}, which a killed process left; delete it by hand", folder, e);
        }
      }
    }
  }

  private void fetch(Repository local, String repository, String ref, String commit)
      throws IOException {
    EmptyProgressMonitor nobody =
        new EmptyProgressMonitor() {
          @Override
          public boolean isCancelled() {
            return Thread.currentThread().isInterrupted();
          }
        };
    // Most hosts hand out any commit by its id, and many without the content of files.
    Fetch alone = Fetch.commit(commit, "refs/ingot/commit");
    Fetch tip = Fetch.ref(ref, "refs/ingot/tip");
    List<Fetch> ways = List.of(alone.withoutFiles(), alone, tip);
    for (Fetch way : ways) {
      try {
        remotes.fetch(local, repository, way, nobody);
        return;
      } catch (RepositoryRefusedException | RepositoryMissingException e) {
        throw e;
      } catch (IOException e) {
        if (way.equals(tip) || nobody.isCancelled()) {
          throw e;
        }
      }
    }
  }

  private static Map<String, String> read(Repository local, String commit, Set<String> folders)
      throws IOException {
    Map<String, String> trees = new TreeMap<>();
    try (RevWalk walk = new RevWalk(local)) {
      RevTree root = walk.parseCommit(ObjectId.fromString(commit)).getTree();
      for (String folder : folders) {
        trees.put(folder, tree(local, root, folder));
      }
    } catch (RuntimeException e) {
      // JGit's own, for objects that are not what they say.
      throw new IOException("commit %s cannot be read: %s".formatted(commit, e), e);
    }
    return trees;
  }

  private static String tree(Repository local, RevTree root, String folder) throws IOException {
    if (folder.isEmpty()) {
      return root.name();
    }
    try (TreeWalk walk = TreeWalk.forPath(local, folder, root)) {
      return walk != null && walk.getFileMode(0).equals(FileMode.TREE)
          ? walk.getObjectId(0).name()
          : ABSENT;
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path file : all) {
      Files.deleteIfExists(file);
    }
  }
}
