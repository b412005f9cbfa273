package dev.ingot.verifier.sources;

import dev.ingot.cloud.Cloud;
import dev.ingot.events.MetricSource;
import dev.ingot.events.SourceKind;
import dev.ingot.events.TrafficShifted;
import dev.ingot.pipeline.Environments;
import dev.ingot.pipeline.Policy.Prometheus;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Opens the sources of a step, for one look. Thread-safe. */
public final class Sources {
  /** What is down must not hold up what is not: the load balancer is asked again after this. */
  private static final Duration LOOK = Duration.ofSeconds(4);

  private final Function<String, Map<String, Prometheus>> prometheus;
  private final Duration look;
  private final Web web = new Web();

  /**
   * @param prometheus the environment's Prometheus servers, by alias
   * @param look how long one look may wait for sources outside of the cloud, all together
   */
  public Sources(Function<String, Map<String, Prometheus>> prometheus, Duration look) {
    this.prometheus = prometheus;
    this.look = look;
  }

  /** Those that environments.yaml offers. */
  public static Sources of(Environments environments) {
    return new Sources(environment -> environments.policy(environment).prometheus(), LOOK);
  }

  /** As measurements name a source. */
  public static String name(SourceKind kind) {
    return switch (kind) {
      case LOAD_BALANCER -> LoadBalancerSource.NAME;
      case PROMETHEUS -> PrometheusSource.NAME;
      case SCRAPE -> ScrapeSource.NAME;
      case UNKNOWN -> "unknown";
    };
  }

  /** The sources that the step's plan names; the load balancer is always there. */
  public Map<SourceKind, MeasurementSource> open(TrafficShifted shift, Cloud cloud, Instant now) {
    Fleets fleets = Fleets.of(shift);
    Deadline deadline = Deadline.in(look);
    Map<SourceKind, MeasurementSource> open = new EnumMap<>(SourceKind.class);
    open.put(SourceKind.LOAD_BALANCER, new LoadBalancerSource(cloud.telemetry(), fleets));
    for (MetricSource source : shift.getVerify().getSources()) {
      Duration every = Duration.ofMillis(source.getEvery());
      switch (source.getKind()) {
        case PROMETHEUS ->
            open.put(
                SourceKind.PROMETHEUS,
                endpoint(shift, source)
                    .<MeasurementSource>map(
                        at -> new PrometheusSource(at, every, fleets, web, deadline, now))
                    .orElseGet(() -> notOffered(shift, source, every)));
        case SCRAPE ->
            open.put(
                SourceKind.SCRAPE,
                new ScrapeSource(cloud.fleets(), path(source), every, fleets, web, deadline));
        case LOAD_BALANCER, UNKNOWN -> {}
      }
    }
    return open;
  }

  private Optional<Prometheus> endpoint(TrafficShifted shift, MetricSource source) {
    return Optional.ofNullable(source.getEndpoint())
        .flatMap(
            alias ->
                Optional.ofNullable(
                    prometheus.apply(shift.getDeployment().getEnvironment()).get(alias)));
  }

  private static MeasurementSource notOffered(
      TrafficShifted shift, MetricSource source, Duration every) {
    return new Missing(
        PrometheusSource.NAME,
        every,
        "environments.yaml of the verifier offers no prometheus '%s' in '%s'"
            .formatted(source.getEndpoint(), shift.getDeployment().getEnvironment()));
  }

  private static String path(MetricSource source) {
    String path = source.getPath();
    return path == null ? "/metrics" : path;
  }
}
