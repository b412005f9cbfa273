package dev.ingot.pipeline;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.Clouds;
import dev.ingot.cloud.Outage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** The environments' clouds, each opened when it is first asked for. Thread-safe. */
public final class CloudsByEnvironment implements AutoCloseable {
  private final List<String> names;
  private final Function<String, Cloud> opener;
  private final Map<String, Cloud> open = new ConcurrentSkipListMap<>();
  // A lock and not `synchronized`: looks run on virtual threads, and opening a client can block.
  private final ReentrantLock lock = new ReentrantLock();
  private boolean closed;

  /** Of the platform team's file. */
  public CloudsByEnvironment(Environments environments) {
    this(
        environments.all().stream().map(CloudEnvironment::name).toList(),
        name -> Clouds.open(environments.get(name)));
  }

  /** For tests: the names of the environments, and what opens each. */
  public CloudsByEnvironment(List<String> names, Function<String, Cloud> opener) {
    this.names = List.copyOf(names);
    this.opener = opener;
  }

  /** Every environment's name, opened or not, in the file's order. */
  public List<String> names() {
    return names;
  }

  /**
   * The environment's cloud; stays open until this is closed.
   *
   * @throws PipelineFileException when there is no such environment
   * @throws dev.ingot.cloud.CloudException when it cannot be opened; the next call tries again
   */
  public Cloud get(String environment) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the clouds are closed");
      }
      Cloud cloud = open.get(environment);
      if (cloud == null) {
        cloud = opener.apply(environment);
        open.put(environment, cloud);
      }
      return cloud;
    } finally {
      lock.unlock();
    }
  }

  /**
   * What of the environment's cloud is away, see {@link Cloud#outages}. Answers at once: a cloud
   * that is not open yet has nothing away.
   */
  public List<Outage> outages(String environment) {
    Cloud cloud = open.get(environment);
    return cloud == null ? List.of() : cloud.outages();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      open.values().forEach(Cloud::close);
      open.clear();
    } finally {
      lock.unlock();
    }
  }
}
