package dev.ingot.stage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session timeout of a group. Under the consumer protocol it is the brokers' to keep: they have
 * one for all groups ({@code group.consumer.session.timeout.ms}, 45 s where nobody has set it), and
 * each group may have its own ({@code consumer.session.timeout.ms}), which a worker sets to what it
 * was told, as far as the brokers' limits and its rights go.
 *
 * @param actual what the brokers keep now; Kafka's default where they don't tell
 * @param refusal why it is more than what was wanted, and what to do about it; empty when it is as
 *     wanted
 */
record GroupSession(Duration actual, Optional<String> refusal) {
  private static final Logger log = LoggerFactory.getLogger(GroupSession.class);
  private static final String SESSION = "consumer.session.timeout.ms";
  private static final String HEARTBEAT = "consumer.heartbeat.interval.ms";
  private static final long KAFKAS_DEFAULT_MILLIS = 45_000;

  /** So many heartbeats fit into a session at least: one that is lost must not cost a lease. */
  private static final int HEARTBEATS = 5;

  private static final long WITHIN_SECONDS = 15;

  /** What the brokers keep, in milliseconds. */
  private record Kept(long session, long heartbeat) {}

  /**
   * Brings the group's session timeout to what is wanted.
   *
   * @throws StartupException when the brokers give up on a member earlier than wanted, and don't
   *     let that be changed
   */
  static GroupSession agree(Admin admin, String group, Duration wanted) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
    Optional<Kept> before = ask(admin, resource);
    List<AlterConfigOp> changes = changes(before, wanted.toMillis());
    if (changes.isEmpty()) {
      return new GroupSession(wanted, Optional.empty());
    }
    Optional<String> refused = change(admin, resource, changes);
    if (refused.isEmpty()) {
      log.info("group={} session timeout is set to {} ms", group, wanted.toMillis());
      // The coordinator hears of it a moment later, and then at every heartbeat goes by it.
      return new GroupSession(wanted, Optional.empty());
    }
    Duration actual = Duration.ofMillis(before.map(Kept::session).orElse(KAFKAS_DEFAULT_MILLIS));
    if (actual.compareTo(wanted) < 0) {
      throw new StartupException(
          "the brokers give the partitions of group %s away after %d ms of silence, and did not let that be changed (%s): set ingot.session.timeout to no more than that, not to %d ms"
              .formatted(group, actual.toMillis(), refused.get(), wanted.toMillis()));
    }
    return new GroupSession(
        actual, Optional.of(sentence(group, actual, wanted, changes, refused.get())));
  }

  /** What to change; nothing when all is as wanted. */
  private static List<AlterConfigOp> changes(Optional<Kept> before, long wanted) {
    List<AlterConfigOp> changes = new ArrayList<>();
    if (before.filter(kept -> kept.session() == wanted).isEmpty()) {
      changes.add(set(SESSION, wanted));
    }
    long longest = wanted / HEARTBEATS;
    if (before.filter(kept -> kept.heartbeat() <= longest).isEmpty()) {
      changes.add(set(HEARTBEAT, longest));
    }
    return changes;
  }

  private static AlterConfigOp set(String key, long millis) {
    return new AlterConfigOp(
        new ConfigEntry(key, String.valueOf(millis)), AlterConfigOp.OpType.SET);
  }

  private static String sentence(
      String group,
      Duration actual,
      Duration wanted,
      Collection<AlterConfigOp> changes,
      String refused) {
    String limits =
        String.join(
            " and ",
            changes.stream()
                .map(AlterConfigOp::configEntry)
                .map(one -> "group.%s to %s".formatted(limit(one.name()), one.value()))
                .toList());
    return ("the brokers give the partitions of group %s away after %d ms of silence, ingot.session.timeout"
            + " says %d ms, and they did not let it be set (%s): lower the brokers' %s or less, or"
            + " allow this worker DescribeConfigs and AlterConfigs on the group, or set"
            + " ingot.session.timeout to what the brokers have")
        .formatted(group, actual.toMillis(), wanted.toMillis(), refused, limits);
  }

  private static String limit(String key) {
    return key.replace("consumer.", "consumer.min.");
  }

  private static Optional<Kept> ask(Admin admin, ConfigResource resource) {
    try {
      Config config =
          admin
              .describeConfigs(List.of(resource))
              .all()
              .get(WITHIN_SECONDS, TimeUnit.SECONDS)
              .get(resource);
      ConfigEntry session = config == null ? null : config.get(SESSION);
      ConfigEntry heartbeat = config == null ? null : config.get(HEARTBEAT);
      if (session != null && heartbeat != null) {
        return Optional.of(
            new Kept(Long.parseLong(session.value()), Long.parseLong(heartbeat.value())));
      }
    } catch (ExecutionException | TimeoutException | NumberFormatException e) {
      log.info(
          "group={} the brokers don't tell its session timeout: {}",
          resource.name(),
          Sentences.of(cause(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  /** Why they were not made; empty when they were. */
  private static Optional<String> change(
      Admin admin, ConfigResource resource, Collection<AlterConfigOp> changes) {
    try {
      admin
          .incrementalAlterConfigs(Map.of(resource, changes))
          .all()
          .get(WITHIN_SECONDS, TimeUnit.SECONDS);
      return Optional.empty();
    } catch (ExecutionException | TimeoutException e) {
      return Optional.of(Sentences.of(cause(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  private static Throwable cause(Exception e) {
    return e.getCause() == null ? e : e.getCause();
  }
}
