package dev.ingot.chaos;

import dev.ingot.stage.Repeating;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.Transactions;
import dev.ingot.stage.config.Config;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what an operator does about transactions that hang; each is counted. */
final class HangingTransactions implements AutoCloseable {
  static final String ENDED = "hanging transactions ended";

  private static final Logger log = LoggerFactory.getLogger(HangingTransactions.class);
  private static final Duration EVERY = Duration.ofSeconds(15);

  private final RuntimeConfig config;
  private final Tally tally;
  private @Nullable Repeating looks;

  HangingTransactions(WorkerProcess.Setting setting, Tally tally) {
    this.config =
        Config.read(
            RuntimeConfig.class,
            Map.of(
                "ingot.kafka.bootstrap.servers",
                setting.bootstrapServers(),
                "ingot.topic.prefix",
                Chain.PREFIX));
    this.tally = tally;
  }

  /** Looks at once, and every 15 s until closed. */
  void begin() {
    looks =
        Transactions.keepEnding(
            "chaos-operator",
            config,
            EVERY,
            one -> {
              tally.add(ENDED);
              log.warn("a transaction hung and is ended: {}, {}", one.name(), one.state());
            });
  }

  @Override
  public void close() {
    Repeating running = looks;
    if (running != null) {
      running.close();
    }
  }
}
