package dev.ingot.stage;

import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.jspecify.annotations.Nullable;

/**
 * The heartbeats of a group's member that were answered: what shows that the group still counts on
 * it. A poll alone does not, for it comes back empty also when no broker can be reached.
 */
final class Heartbeats {
  private static final String ANSWERED = "heartbeat-total";

  private final Consumer<?, ?> consumer;
  private @Nullable Metric answered;

  Heartbeats(Consumer<?, ?> consumer) {
    this.consumer = consumer;
  }

  long answered() {
    if (answered == null) {
      answered = find();
    }
    return answered != null && answered.metricValue() instanceof Double total
        ? total.longValue()
        : 0;
  }

  private @Nullable Metric find() {
    for (Map.Entry<MetricName, ? extends Metric> metric : consumer.metrics().entrySet()) {
      if (metric.getKey().name().equals(ANSWERED)) {
        return metric.getValue();
      }
    }
    return null;
  }
}
