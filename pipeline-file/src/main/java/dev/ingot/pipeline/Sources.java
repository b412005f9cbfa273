package dev.ingot.pipeline;

import static dev.ingot.pipeline.Kinds.NAME;
import static dev.ingot.pipeline.Kinds.bool;
import static dev.ingot.pipeline.Kinds.duration;
import static dev.ingot.pipeline.Kinds.matching;

import dev.ingot.events.MetricSource;
import dev.ingot.events.SourceKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads {@code verify.sources}: where measurements come from. */
final class Sources {
  private static final Duration PROMETHEUS_EVERY = Duration.ofSeconds(15);
  private static final Duration SCRAPE_EVERY = Duration.ofSeconds(5);
  private static final Kind<Duration> EVERY =
      duration(Duration.ofSeconds(1), Duration.ofMinutes(5));

  private final Scope scope;

  Sources(Scope scope) {
    this.scope = scope;
  }

  /** As the file and messages name a source. */
  static String word(SourceKind kind) {
    return switch (kind) {
      case LOAD_BALANCER -> "load balancer";
      case PROMETHEUS -> "prometheus source";
      case SCRAPE -> "scrape source";
      case UNKNOWN -> "source";
    };
  }

  List<MetricSource> read(Section section) {
    List<MetricSource> sources = new ArrayList<>();
    if (section.read("loadBalancer", bool(), true)) {
      sources.add(source(SourceKind.LOAD_BALANCER, scope.environment().tick()).build());
    }
    // An empty map is a source with defaults, nothing at all is none.
    if (section.has("prometheus")) {
      sources.add(prometheus(section.section("prometheus")));
    }
    if (section.has("scrape")) {
      Section scrape = section.section("scrape");
      sources.add(
          source(SourceKind.SCRAPE, scrape.read("every", EVERY, SCRAPE_EVERY))
              .setPath(
                  scrape.read(
                      "path",
                      matching("/[A-Za-z0-9/._~-]{0,199}", "a path such as /metrics"),
                      "/metrics"))
              .build());
      scrape.refuseOthers();
    }
    section.refuseOthers();
    return List.copyOf(sources);
  }

  private MetricSource prometheus(Section section) {
    Map<String, Policy.Prometheus> offered = scope.policy().prometheus();
    String only = offered.size() == 1 ? offered.keySet().iterator().next() : "";
    String endpoint = section.read("endpoint", NAME, only);
    if (!scope.policy().open() && !offered.containsKey(endpoint)) {
      section.problem(
          "endpoint",
          endpoint.isEmpty() && !offered.isEmpty()
              ? "'verify.sources.prometheus.endpoint' is missing; name one of "
                  + String.join(", ", offered.keySet().stream().sorted().toList())
              : scope.notOffered(
                  "the prometheus", endpoint, offered.keySet().stream().sorted().toList()));
    }
    MetricSource source =
        source(SourceKind.PROMETHEUS, section.read("every", EVERY, PROMETHEUS_EVERY))
            .setEndpoint(endpoint)
            .build();
    section.refuseOthers();
    return source;
  }

  private static MetricSource.Builder source(SourceKind kind, Duration every) {
    return MetricSource.newBuilder().setKind(kind).setEvery(every.toMillis());
  }
}
