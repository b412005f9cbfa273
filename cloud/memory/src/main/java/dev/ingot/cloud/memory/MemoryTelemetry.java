package dev.ingot.cloud.memory;

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
          Instant now = world.clock.instant();
          List<Tick> ticks = new ArrayList<>();
          for (Instant start = Telemetry.firstTickFrom(from, tick);
              start.isBefore(to) && !start.plus(tick).plus(delay).isAfter(now);
              start = start.plus(tick)) {
            Instant begins = start;
            ticks.add(
                script
                    .apply(begins)
                    .map(c -> new Tick(begins, c.requests(), c.errors(), true))
                    .orElseGet(() -> new Tick(begins, 0, 0, false)));
          }
          return List.copyOf(ticks);
        });
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
