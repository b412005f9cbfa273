package dev.ingot.sandbox;

import dev.ingot.stage.Repeating;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.Transactions;
import dev.ingot.stage.config.Config;
import java.time.Duration;
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

  private HangingTransactions() {}

  /**
   * Looks at once, and every ten seconds until closed.
   *
   * @param kafka {@code host:port} of the broker
   */
  static Repeating endOn(String kafka) {
    RuntimeConfig config =
        Config.read(RuntimeConfig.class, Map.of("ingot.kafka.bootstrap.servers", kafka));
    return Transactions.keepEnding(
        "hanging-transactions",
        config,
        EVERY,
        one ->
            LOG.warn(
                "A transaction hung since the broker was away, and is ended as it had been: {}, {}",
                one.name(),
                one.state()));
  }
}
