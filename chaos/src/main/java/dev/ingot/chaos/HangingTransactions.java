package dev.ingot.chaos;

import dev.ingot.stage.OpenTransaction;
import dev.ingot.stage.Repeating;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.Transactions;
import dev.ingot.stage.config.Config;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what an operator does about transactions that hang, {@code ingot transactions end}; each is
 * counted.
 */
final class HangingTransactions implements AutoCloseable {
  static final String ENDED = "hanging transactions ended";

  private static final Logger log = LoggerFactory.getLogger(HangingTransactions.class);
  private static final Duration EVERY = Duration.ofSeconds(15);
  private static final Duration OLDER_THAN = Duration.ofSeconds(15);
  private static final Duration WITHIN = Duration.ofSeconds(10);

  private final RuntimeConfig config;
  private final Tally tally;
  private final Repeating looks;

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
    this.looks = Repeating.start("hanging-transactions", EVERY, this::look);
  }

  private void look() {
    try (Transactions transactions =
        Transactions.open("chaos-operator", config, WITHIN, InstantSource.system())) {
      for (OpenTransaction one : transactions.endHanging(OLDER_THAN)) {
        tally.add(ENDED);
        log.warn("a transaction hung: {}, {}; it is ended", one.name(), one.state());
      }
    }
  }

  @Override
  public void close() {
    looks.close();
  }
}
