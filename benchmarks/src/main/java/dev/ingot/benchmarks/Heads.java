package dev.ingot.benchmarks;

import dev.ingot.events.Commit;
import dev.ingot.events.CommitReceived;
import dev.ingot.events.HeadSeen;
import java.time.Instant;

/**
 * The two events of the measurement. The generation carries the moment of sending, in nanoseconds.
 */
final class Heads {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private Heads() {}

  static CommitReceived commit(String service, String id, long sentAt) {
    return CommitReceived.newBuilder()
        .setId(id)
        .setService(service)
        .setCommit(
            Commit.newBuilder()
                .setRepository("/srv/git/" + service)
                .setRef("refs/heads/main")
                .setId(COMMIT)
                .build())
        .setGeneration(sentAt)
        .setPushId("p-" + id)
        .setReceivedAt(Instant.now())
        .build();
  }

  static HeadSeen of(CommitReceived commit) {
    return HeadSeen.newBuilder()
        .setId(commit.getId())
        .setService(commit.getService())
        .setRepository(commit.getCommit().getRepository())
        .setRef(commit.getCommit().getRef())
        .setCommitId(commit.getCommit().getId())
        .setGeneration(commit.getGeneration())
        .setSeenAt(commit.getReceivedAt())
        .build();
  }
}
