package dev.ingot.stage;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session timeout of a group: under the consumer protocol it is the brokers' to set ({@code
 * group.consumer.session.timeout.ms}, or {@code consumer.session.timeout.ms} of the group).
 */
final class GroupSession {
  private static final Logger log = LoggerFactory.getLogger(GroupSession.class);
  private static final String SETTING = "consumer.session.timeout.ms";
  private static final Duration KAFKAS_DEFAULT = Duration.ofSeconds(45);
  private static final long WITHIN_SECONDS = 15;

  private GroupSession() {}

  /**
   * The brokers' session timeout of the group; Kafka's default where they don't tell.
   *
   * @param assumed what the worker's lease counts on
   * @throws StartupException when the brokers give up on a member earlier than assumed
   */
  static Duration timeout(Admin admin, String group, Duration assumed) {
    Duration actual = ask(admin, group);
    if (actual.compareTo(assumed) < 0) {
      throw new StartupException(
          "the brokers give the partitions of group %s away after %d ms of silence: set ingot.session.timeout to no more than that, not to %d ms"
              .formatted(group, actual.toMillis(), assumed.toMillis()));
    }
    return actual;
  }

  private static Duration ask(Admin admin, String group) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
    try {
      Config config =
          admin
              .describeConfigs(List.of(resource))
              .all()
              .get(WITHIN_SECONDS, TimeUnit.SECONDS)
              .get(resource);
      ConfigEntry entry = config == null ? null : config.get(SETTING);
      if (entry != null && entry.value() != null) {
        return Duration.ofMillis(Long.parseLong(entry.value()));
      }
    } catch (ExecutionException | TimeoutException e) {
      log.info("group={} the brokers don't tell its session timeout: {}", group, Sentences.of(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return KAFKAS_DEFAULT;
  }
}
