package dev.ingot.benchmarks.load;

import dev.ingot.events.Commit;
import dev.ingot.events.CommitReceived;
import dev.ingot.events.topics.Topic;
import java.time.Instant;
import java.util.Optional;

/** What is sent through the contenders: commits, for they are small and whole. */
public final class Tasks {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private Tasks() {}

  /** A topic of tasks. */
  public static Topic<CommitReceived> topic(String suffix) {
    return new Topic<>(
        suffix,
        CommitReceived.class,
        Topic.Keeping.RETAINED,
        CommitReceived::getService,
        CommitReceived::getId,
        CommitReceived::getReceivedAt,
        e -> Optional.empty());
  }

  /**
   * A task.
   *
   * @param due when it was due to be sent, as {@link System#nanoTime}; the generation carries it
   */
  public static CommitReceived task(String service, String id, long due) {
    return CommitReceived.newBuilder()
        .setId(id)
        .setService(service)
        .setCommit(
            Commit.newBuilder()
                .setRepository("/srv/git/" + service)
                .setRef("refs/heads/main")
                .setId(COMMIT)
                .build())
        .setGeneration(due)
        .setPushId("p-" + id)
        .setReceivedAt(Instant.now())
        .build();
  }
}
