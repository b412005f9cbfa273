package dev.ingot.resilience;

import dev.ingot.cloud.Outage;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.stage.Gate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Closed for whatever would need a cloud that has a service away. */
final class CloudGate<I> implements Gate<I> {
  private final CloudsByEnvironment clouds;
  private final Function<I, Optional<String>> environment;
  private final InstantSource clock;

  CloudGate(
      CloudsByEnvironment clouds, Function<I, Optional<String>> environment, InstantSource clock) {
    this.clouds = clouds;
    this.environment = environment;
    this.clock = clock;
  }

  @Override
  public Optional<Closed> closed(I event) {
    Instant now = clock.instant();
    return environments(event)
        .flatMap(name -> clouds.outages(name).stream().map(outage -> closed(name, outage, now)))
        .max(Comparator.comparing(Closed::again));
  }

  private Stream<String> environments(I event) {
    return environment.apply(event).map(Stream::of).orElseGet(() -> clouds.names().stream());
  }

  private static Closed closed(String environment, Outage outage, Instant now) {
    Duration left = Duration.between(now, outage.until());
    return new Closed(sentence(environment, outage), left.isNegative() ? Duration.ZERO : left);
  }

  private static String sentence(String environment, Outage outage) {
    return "%s of environment '%s' is away since %s"
        .formatted(outage.service(), environment, outage.since());
  }

  @Override
  public List<String> reasons() {
    return clouds.names().stream()
        .map(name -> clouds.outages(name).stream().map(outage -> sentence(name, outage)).toList())
        .flatMap(Collection::stream)
        .toList();
  }
}
