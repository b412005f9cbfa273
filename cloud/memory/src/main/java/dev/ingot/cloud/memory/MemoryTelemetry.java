package dev.ingot.cloud.memory;

import dev.ingot.cloud.Latency;
import dev.ingot.cloud.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Tells what the script says; a fleet without a script has had no request. */
final class MemoryTelemetry implements Telemetry {
  private final World world;
  private final Duration tick;
  private final Duration delay;

  MemoryTelemetry(World world, Duration tick, Duration delay) {
    this.world = world;
    this.tick = tick;
    this.delay = delay;
  }

  @Override
  public Duration tick() {
    return tick;
  }

  @Override
  public Duration delay() {
    return delay;
  }

  @Override
  public List<Tick> ticks(String fleet, Instant from, Instant to) {
    return world.call(
        Call.TICKS,
        () -> {
          Function<Instant, Optional<Counts>> script = script(fleet);
          return starts(from, to).stream()
              .map(
                  start ->
                      script
                          .apply(start)
                          .map(c -> new Tick(start, c.requests(), c.errors(), true))
                          .orElseGet(() -> new Tick(start, 0, 0, false)))
              .toList();
        });
  }

  @Override
  public List<Latency> latencies(String fleet, Instant from, Instant to) {
    return world.call(
        Call.LATENCIES,
        () ->
            starts(from, to).stream()
                .map(world.latencies.getOrDefault(fleet, Latency.Unknown::new))
                .toList());
  }

  /** The complete ticks of a time. */
  private List<Instant> starts(Instant from, Instant to) {
    Instant now = world.clock.instant();
    List<Instant> starts = new ArrayList<>();
    for (Instant start = Telemetry.firstTickFrom(from, tick);
        start.isBefore(to) && !start.plus(tick).plus(delay).isAfter(now);
        start = start.plus(tick)) {
      starts.add(start);
    }
    return starts;
  }

  private Function<Instant, Optional<Counts>> script(String fleet) {
    Function<Instant, Optional<Counts>> script = world.telemetry.get(fleet);
    if (script != null) {
      return script;
    }
    boolean there = world.fleets.containsKey(fleet);
    return start -> there ? Optional.of(new Counts(0, 0)) : Optional.empty();
  }
}
