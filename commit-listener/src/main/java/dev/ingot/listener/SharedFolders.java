package dev.ingot.listener;

import dev.ingot.events.Registration;
import dev.ingot.git.RepositoryFolder;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Fetches a commit once for all services of its repository, and remembers what their folders hold:
 * that never changes. Thread-safe.
 */
final class SharedFolders implements Folders {
  private static final int MOST_COMMITS = 1_000;

  private final Source source;
  private final Supplier<Map<String, Registration>> registered;
  private final Bindings bindings;
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
  private final Map<Key, Map<String, String>> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Map<String, String>> eldest) {
          return size() > MOST_COMMITS;
        }
      };

  /** Asks the repository. */
  interface Source {
    Map<String, String> trees(String repository, String ref, String commit, Set<String> folders)
        throws IOException;
  }

  private record Key(String repository, String commit) {}

  SharedFolders(Source source, Supplier<Map<String, Registration>> registered, Bindings bindings) {
    this.source = source;
    this.registered = registered;
    this.bindings = bindings;
  }

  @Override
  public String tree(String repository, String ref, String commit, String folder)
      throws IOException {
    Key key = new Key(repository, commit);
    ReentrantLock lock = locks.computeIfAbsent(repository, r -> new ReentrantLock());
    lock.lock();
    try {
      Map<String, String> trees = known(key);
      if (!trees.containsKey(folder)) {
        trees = source.trees(repository, ref, commit, wanted(repository, folder));
        remember(key, trees);
      }
      return trees.getOrDefault(folder, "");
    } finally {
      lock.unlock();
    }
  }

  private Set<String> wanted(String repository, String folder) {
    Set<String> wanted = new TreeSet<>(Set.of(folder));
    registered
        .get()
        .forEach(
            (service, other) -> {
              String its = bindings.folder(service, other);
              if (other.getRepository().equals(repository)
                  && RepositoryFolder.refusal(its).isEmpty()) {
                wanted.add(its);
              }
            });
    return wanted;
  }

  private Map<String, String> known(Key key) {
    synchronized (known) {
      return known.getOrDefault(key, Map.of());
    }
  }

  private void remember(Key key, Map<String, String> trees) {
    synchronized (known) {
      known.put(key, Map.copyOf(trees));
    }
  }
}
