package dev.ingot.stage;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ingot.events.topics.Topics;
import dev.ingot.sandbox.kafka.LocalBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stage refuses to begin where it could not keep its promises, and says what to do. */
class StartupIT {
  private static final Script STAGE = new Script((task, context) -> Script.done(task));

  /** Sessions as long as on a broker that nobody has configured, which may be shortened to 5 s. */
  private static final Map<String, String> STOCK_SESSIONS =
      Map.of(
          "group.consumer.session.timeout.ms", "45000",
          "group.consumer.min.session.timeout.ms", "5000",
          "group.consumer.heartbeat.interval.ms", "5000",
          "group.consumer.min.heartbeat.interval.ms", "1000");

  private static LocalBroker broker;
  private static Admin admin;

  @BeforeAll
  static void startBroker(@TempDir Path folder) {
    broker = LocalBroker.start(folder, 0, STOCK_SESSIONS);
    admin = new KafkaClients(config("startup.")).admin("startup");
  }

  @AfterAll
  static void stopBroker() {
    admin.close();
    broker.close();
  }

  private static void startRefused(RuntimeConfig config, String... words) {
    assertThatThrownBy(() -> StageWorker.start(STAGE, config).close())
        .isInstanceOf(StartupException.class)
        .message()
        .contains(words);
  }

  private static RuntimeConfig config(String prefix) {
    return config(broker.bootstrapServers(), prefix, Duration.ofSeconds(10));
  }

  private static RuntimeConfig config(String bootstrap, String prefix, Duration session) {
    return new RuntimeConfig(
        bootstrap, "mock://startup", prefix, Optional.empty(), 0, session, "127.0.0.1", 0);
  }

  private static void topics(String prefix, int tasks, int steps, Map<String, String> settings) {
    broker.createTopic(prefix + "tasks", tasks, settings);
    broker.createTopic(prefix + "steps", steps, Map.of());
    broker.createTopic(prefix + Topics.DEAD_LETTERS, steps, Map.of());
  }

  @Test
  void refusesMissingTopics() {
    startRefused(config("missing."), "missing.tasks", "create it");
  }

  @Test
  void refusesUnequalPartitions() {
    topics("unequal.", 2, 3, Map.of());

    startRefused(config("unequal."), "same number of partitions", "unequal.tasks=2");
  }

  @Test
  void refusesARetentionShorterThanTwiceTheLongestTimeInHand() {
    topics("short.", 2, 2, Map.of("retention.ms", "599999"));

    startRefused(config("short."), "short.tasks", "retention.ms", "600000");
  }

  @Test
  void refusesWhenNoBrokerAnswers() {
    startRefused(
        config("127.0.0.1:1", "x.", Duration.ofSeconds(10)), "ingot.kafka.bootstrap.servers");
  }

  @Test
  void setsTheSessionTimeoutOfItsGroup() throws Exception {
    Duration wanted = Duration.ofSeconds(10);

    GroupSession first = GroupSession.agree(admin, "shortened", wanted);
    GroupSession again = GroupSession.agree(admin, "shortened", wanted);

    assertThat(List.of(first, again)).containsOnly(new GroupSession(wanted, Optional.empty()));
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> {
              assertThat(groupSetting("shortened", "consumer.session.timeout.ms"))
                  .isEqualTo("10000");
              assertThat(groupSetting("shortened", "consumer.heartbeat.interval.ms"))
                  .isEqualTo("2000");
            });
    assertThat(groupSetting("another", "consumer.session.timeout.ms")).isEqualTo("45000");
  }

  @Test
  void saysWhatToDoWhereTheBrokersKeepALongerSession() {
    GroupSession session = GroupSession.agree(admin, "refused", Duration.ofSeconds(4));

    assertThat(session.actual()).isEqualTo(Duration.ofSeconds(45));
    assertThat(session.refusal())
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .contains("group.consumer.min.session.timeout.ms to 4000")
                    .contains("group.consumer.min.heartbeat.interval.ms to 800")
                    .contains("AlterConfigs")
                    .contains("InvalidConfigurationException"));
  }

  @Test
  void refusesASessionThatTheBrokersEndEarlier() {
    assertThatThrownBy(() -> GroupSession.agree(admin, "long", Duration.ofSeconds(70)))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("after 45000 ms of silence")
        .hasMessageContaining("ingot.session.timeout");
  }

  private static String groupSetting(String group, String key) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
    Config config =
        admin.describeConfigs(List.of(resource)).all().get(60, TimeUnit.SECONDS).get(resource);
    return requireNonNull(requireNonNull(config).get(key)).value();
  }
}
