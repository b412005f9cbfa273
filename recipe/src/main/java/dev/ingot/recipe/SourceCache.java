package dev.ingot.recipe;

import dev.ingot.events.Commit;
import dev.ingot.events.topics.Ids;
import dev.ingot.git.Deadline;
import dev.ingot.git.Fetch;
import dev.ingot.git.Remotes;
import dev.ingot.git.RepositoryFolder;
import dev.ingot.git.RepositoryMissingException;
import dev.ingot.git.RepositoryName;
import dev.ingot.git.RepositoryRefusedException;
import dev.ingot.stage.FaultPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetched repositories, a bare one in a folder of its own for each; bounded. Thread-safe. */
public final class SourceCache implements Sources {
  private static final Logger LOG = LoggerFactory.getLogger(SourceCache.class);

  private final Path root;
  private final Remotes remotes;
  private final Duration deadline;
  private final CacheRoom room;
  // One fetch per repository at a time; another repository's is not held up.
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

  /**
   * @param root a folder of this worker's own
   * @param deadline of one fetch
   * @param most bytes that all repositories may take
   */
  public SourceCache(Path root, Remotes remotes, Duration deadline, long most) throws IOException {
    this.root = root;
    this.remotes = remotes;
    this.deadline = deadline;
    this.room = new CacheRoom(root, most);
    room.removeLocks();
  }

  @Override
  public SourceCommit get(Commit commit, String folder) throws IOException, SourceRefusedException {
    Optional<String> refusal = RepositoryFolder.refusal(folder);
    if (refusal.isPresent()) {
      throw new SourceRefusedException(
          "the folder that the service is registered for " + refusal.get());
    }
    String name = Ids.digest("repository", commit.getRepository()).substring(0, 32);
    ReentrantLock lock = locks.computeIfAbsent(name, n -> new ReentrantLock());
    lock.lock();
    try {
      return get(commit, folder, root.resolve(name + ".git"));
    } catch (RepositoryRefusedException e) {
      throw new SourceRefusedException(String.valueOf(e.getMessage()));
    } finally {
      lock.unlock();
    }
  }

  private SourceCommit get(Commit commit, String folder, Path gitDir)
      throws IOException, SourceRefusedException {
    ObjectId id = ObjectId.fromString(commit.getId());
    Optional<SourceCommit> here = find(gitDir, id, folder);
    if (here.isEmpty()) {
      room.make();
      fetch(commit, gitDir, id);
      FaultPoint.COMMIT_FETCHED.pass();
      here = find(gitDir, id, folder);
    }
    room.used(gitDir);
    return here.orElseThrow(
        () ->
            new SourceRefusedException(
                "commit %s cannot be had from %s any more: %s points elsewhere now; push again"
                    .formatted(
                        commit.getId().substring(0, 8),
                        RepositoryName.withoutCredentials(commit.getRepository()),
                        commit.getRef())));
  }

  private void fetch(Commit commit, Path gitDir, ObjectId id) throws IOException {
    try (Repository repository = SourceCommit.open(gitDir)) {
      if (!Files.isDirectory(gitDir)) {
        Files.createDirectories(root);
        repository.create(true);
        // Fetched folders make way as a whole; a collection in the background would only be in it.
        repository.getConfig().setInt("gc", null, "auto", 0);
        repository.getConfig().save();
        FaultPoint.REPOSITORY_MADE.pass();
      }
      // Most hosts hand out any commit by its id; what only the ref leads to is asked for second.
      try {
        Fetch alone = Fetch.commit(id.name(), "refs/ingot/" + id.name());
        fetch(commit.getRepository(), repository, alone);
      } catch (RepositoryRefusedException | RepositoryMissingException e) {
        throw e;
      } catch (IOException e) {
        fetch(commit.getRepository(), repository, Fetch.ref(commit.getRef(), "refs/ingot/tip"));
      }
    } catch (IOException e) {
      // Should it be the folder's fault (a crash, a full disk), the next try begins without it.
      CacheRoom.delete(gitDir);
      throw e;
    }
  }

  private void fetch(String url, Repository repository, Fetch what) throws IOException {
    FetchBounds bounds = new FetchBounds(deadline, room);
    Deadline.within(
        deadline.plusSeconds(5),
        "fetching from " + RepositoryName.withoutCredentials(url),
        () -> {
          try {
            remotes.fetch(repository, url, what, bounds);
            return true;
          } catch (IOException e) {
            throw bounds.why().map(IOException::new).orElse(e);
          }
        });
  }

  /** The commit where it is here already. What cannot be read makes way for another fetch. */
  private static Optional<SourceCommit> find(Path gitDir, ObjectId id, String folder)
      throws IOException, SourceRefusedException {
    if (!Files.isDirectory(gitDir)) {
      return Optional.empty();
    }
    try (Repository repository = SourceCommit.open(gitDir)) {
      return repository.getObjectDatabase().has(id)
          ? Optional.of(SourceCommit.read(gitDir, repository, id, folder))
          : Optional.empty();
    } catch (IOException e) {
      LOG.warn("a fetched repository cannot be read and is fetched anew folder={}", gitDir, e);
      CacheRoom.delete(gitDir);
      return Optional.empty();
    }
  }
}
