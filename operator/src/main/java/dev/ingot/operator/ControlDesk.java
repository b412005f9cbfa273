package dev.ingot.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ingot.events.StandingOrder;
import dev.ingot.events.topics.Topics;
import dev.ingot.events.wire.UndecodableEventException;
import dev.ingot.stage.LogMessage;
import dev.ingot.stage.LogTool;
import dev.ingot.stage.OneTransaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

/** Reads the standing orders, and changes them one at a time. */
final class ControlDesk {
  /** Stands for every service. */
  static final String ALL = "*";

  private final LogTool log;
  private final String topic;
  private final Duration within;
  private final InstantSource clock;

  /**
   * @param within longest time for each thing that is asked of the log
   */
  ControlDesk(LogTool log, Duration within, InstantSource clock) {
    this.log = log;
    this.topic = Topics.CONTROLS.name(log.prefix());
    this.within = within;
    this.clock = clock;
  }

  /** What was ordered, and what is now. */
  record Change(Optional<StandingOrder> before, StandingOrder after) {}

  /** Service to what is ordered of it now; {@link #ALL} among them. */
  Map<String, StandingOrder> orders() {
    return orders(partition -> true);
  }

  private Map<String, StandingOrder> orders(IntPredicate partitions) {
    Map<String, StandingOrder> orders = new HashMap<>();
    log.read(List.of(topic), partitions, Instant.EPOCH, within, message -> take(message, orders));
    return orders;
  }

  private void take(LogMessage message, Map<String, StandingOrder> orders) {
    byte[] key = message.key();
    if (message.value() == null) {
      if (key != null) {
        orders.remove(new String(key, UTF_8));
      }
      return;
    }
    try {
      StandingOrder order = log.codecs().decode(topic, Topics.CONTROLS.event(), message.value());
      orders.put(order.getService(), order);
    } catch (UndecodableEventException e) {
      // No worker heeds it, either.
    }
  }

  /**
   * Puts a changed order in place of the one that holds. Whoever changes the same one at the same
   * time is told that the other was first.
   *
   * @param change sets what is to hold; may throw a {@link dev.ingot.stage.LogToolException} to
   *     refuse. Id and time are set for it
   */
  Change change(String service, UnaryOperator<StandingOrder.Builder> change) {
    int partition = log.partition(topic, service, within);
    String right = "control-" + (service.equals(ALL) ? "all" : service);
    try (OneTransaction once = log.take(right)) {
      Optional<StandingOrder> before =
          Optional.ofNullable(orders(one -> one == partition).get(service));
      StandingOrder after =
          change
              .apply(
                  before
                      .map(StandingOrder::newBuilder)
                      .orElseGet(() -> StandingOrder.newBuilder().setService(service)))
              .setId(UUID.randomUUID().toString())
              .setSetAt(clock.instant())
              .build();
      once.commit(List.of(LogMessages.of(log, Topics.CONTROLS, partition, after)));
      return new Change(before, after);
    }
  }
}
