package dev.ingot.resilience;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.FleetManager;
import dev.ingot.cloud.ImageBaker;
import dev.ingot.cloud.Outage;
import dev.ingot.cloud.Reading;
import dev.ingot.cloud.Telemetry;
import dev.ingot.cloud.TrafficRouter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.List;

/** A cloud whose readings are metrics for as long as it is open. */
record MeteredCloud(Cloud cloud, MeterRegistry registry, List<Meter> meters) implements Cloud {
  static Cloud of(Cloud cloud, MeterRegistry registry) {
    return new MeteredCloud(
        cloud,
        registry,
        cloud.readings().stream().map(reading -> register(reading, registry)).toList());
  }

  private static Meter register(Reading reading, MeterRegistry registry) {
    List<Tag> tags =
        reading.tags().entrySet().stream().map(e -> Tag.of(e.getKey(), e.getValue())).toList();
    return switch (reading.kind()) {
      case GAUGE ->
          Gauge.builder(reading.name(), reading, r -> r.value().getAsDouble())
              .description(reading.help())
              .tags(tags)
              .strongReference(true)
              .register(registry);
      case TOTAL ->
          FunctionCounter.builder(reading.name(), reading, r -> r.value().getAsDouble())
              .description(reading.help())
              .tags(tags)
              .register(registry);
    };
  }

  @Override
  public ImageBaker images() {
    return cloud.images();
  }

  @Override
  public FleetManager fleets() {
    return cloud.fleets();
  }

  @Override
  public TrafficRouter traffic() {
    return cloud.traffic();
  }

  @Override
  public Telemetry telemetry() {
    return cloud.telemetry();
  }

  @Override
  public List<Outage> outages() {
    return cloud.outages();
  }

  @Override
  public List<Reading> readings() {
    return cloud.readings();
  }

  @Override
  public void close() {
    meters.forEach(registry::remove);
    cloud.close();
  }
}
