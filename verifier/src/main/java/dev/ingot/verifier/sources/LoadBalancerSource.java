package dev.ingot.verifier.sources;

import dev.ingot.cloud.Latency;
import dev.ingot.cloud.Telemetry;
import dev.ingot.verifier.judge.Distribution;
import dev.ingot.verifier.judge.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The cloud's own numbers: errors, and how long answers took. */
final class LoadBalancerSource implements MeasurementSource {
  static final String NAME = "load-balancer";

  /** Each tick of latencies is a hundred numbers. */
  private static final int MOST_TICKS = 120;

  private final Telemetry telemetry;
  private final Fleets fleets;

  LoadBalancerSource(Telemetry telemetry, Fleets fleets) {
    this.telemetry = telemetry;
    this.fleets = fleets;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Duration tick() {
    return telemetry.tick();
  }

  @Override
  public Duration delay() {
    return telemetry.delay();
  }

  @Override
  public boolean looksBack() {
    return true;
  }

  @Override
  public int mostTicks() {
    return MOST_TICKS;
  }

  @Override
  public SortedMap<Instant, Both> measure(
      Asked asked, Instant from, Instant to, Optional<Both> last) {
    return fleets.both(fleet -> samples(asked, fleet, from, to));
  }

  @Override
  public SortedMap<Instant, Both> before(Asked asked, Instant end, int ticks) {
    return asked.pinned()
        ? live(asked, end.minus(tick().multipliedBy(ticks)), end)
        : new TreeMap<>();
  }

  @Override
  public SortedMap<Instant, Both> live(Asked asked, Instant from, Instant to) {
    return fleets.liveAlone(fleet -> samples(asked, fleet, from, to));
  }

  private Map<Instant, Sample> samples(Asked asked, String fleet, Instant from, Instant to) {
    Map<Instant, Sample> samples = new HashMap<>();
    if (asked.name().equals(Asked.LATENCY)) {
      telemetry
          .latencies(fleet, from, to)
          .forEach(
              latency -> sample(latency).ifPresent(s -> samples.putIfAbsent(latency.start(), s)));
    } else {
      telemetry.ticks(fleet, from, to).stream()
          .filter(Telemetry.Tick::known)
          .forEach(
              t -> samples.putIfAbsent(t.start(), new Sample.Counted(t.requests(), t.errors())));
    }
    return samples;
  }

  private static Optional<Sample> sample(Latency latency) {
    return switch (latency) {
      case Latency.Unknown unknown -> Optional.empty();
      case Latency.Histogram histogram ->
          Optional.of(
              new Sample.Spread(
                  new Distribution.Buckets(
                      histogram.bounds(),
                      histogram.counts().stream().map(Long::doubleValue).toList())));
      case Latency.Quantiles quantiles -> Optional.of(new Sample.Quantiles(quantiles.values()));
    };
  }
}
