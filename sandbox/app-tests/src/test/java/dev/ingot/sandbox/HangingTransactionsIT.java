package dev.ingot.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.topics.Topics;
import dev.ingot.sandbox.kafka.HangingTransaction;
import dev.ingot.stage.LogPlace;
import dev.ingot.stage.OpenTransaction;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.Transactions;
import dev.ingot.stage.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sandbox that finds a transaction that hangs when it starts again. */
class HangingTransactionsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;

  @Test
  void whatHangsIsEndedByItselfAndWhatIsLiveIsLeftAlone() throws Exception {
    try (Sandbox sandbox = Sandbox.start(folder, Sandbox.Ports.FREE)) {
      transaction(sandbox, "lost", Topics.IMAGES.name(Topics.DEFAULT_PREFIX))
          .end(HangingTransaction.End.COMMITTED);
      transaction(sandbox, "live", Topics.FLEETS.name(Topics.DEFAULT_PREFIX));
    }
    try (Sandbox sandbox = Sandbox.start(folder, Sandbox.Ports.FREE)) {
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(open(sandbox))
                      .singleElement()
                      .satisfies(
                          left -> {
                            assertThat(left.transactionalId()).contains("live");
                            assertThat(left.hangs()).isFalse();
                          }));
    }
  }

  private static HangingTransaction transaction(Sandbox sandbox, String id, String topic)
      throws Exception {
    return new HangingTransaction(sandbox.broker().bootstrapServers(), id, topic, 0)
        .begin("shop".getBytes(UTF_8), id.getBytes(UTF_8));
  }

  private static List<OpenTransaction> open(Sandbox sandbox) {
    RuntimeConfig config = Config.read(RuntimeConfig.class, sandbox.settings());
    try (Transactions transactions =
        Transactions.open("test", config, PATIENCE, InstantSource.system())) {
      return transactions.find(LogPlace.EVERYWHERE, Duration.ZERO).open();
    }
  }
}
