package dev.ingot.sandbox;

import dev.ingot.stage.OpenTransaction;
import dev.ingot.stage.Repeating;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.Transactions;
import dev.ingot.stage.config.Config;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what hangs on the sandbox's own broker, as {@code ingot transactions end} does. A lone
 * broker that was killed, or that sat still for long, leaves its partitions without a leader for a
 * moment, and Kafka 4.4 may then forget to tell them that a transaction has ended.
 */
final class HangingTransactions {
  private static final Logger LOG = LoggerFactory.getLogger(HangingTransactions.class);
  private static final Duration EVERY = Duration.ofSeconds(10);

  /** No coordinator has it in hand any more; this only spares the questions about what is young. */
  private static final Duration OLDER_THAN = Duration.ofSeconds(5);

  private static final Duration WITHIN = Duration.ofSeconds(10);

  private HangingTransactions() {}

  /**
   * Looks at once, and every ten seconds until closed.
   *
   * @param kafka {@code host:port} of the broker
   */
  static AutoCloseable endOn(String kafka) {
    RuntimeConfig config =
        Config.read(RuntimeConfig.class, Map.of("ingot.kafka.bootstrap.servers", kafka));
    return Repeating.start("hanging-transactions", EVERY, () -> end(config));
  }

  private static void end(RuntimeConfig config) {
    try (Transactions transactions =
        Transactions.open("sandbox", config, WITHIN, InstantSource.system())) {
      List<OpenTransaction> ended = transactions.endHanging(OLDER_THAN);
      if (!ended.isEmpty()) {
        LOG.warn(
            "{} transactions hung since the broker was away; they are ended as they had been: {}",
            ended.size(),
            ended.stream().map(one -> one.name() + " " + one.state()).toList());
      }
    }
  }
}
