package dev.ingot.pipeline;

import static dev.ingot.pipeline.Kinds.matching;

import dev.ingot.events.CustomMetric;
import dev.ingot.events.MetricQueries;
import dev.ingot.events.MetricSource;
import dev.ingot.events.SourceKind;
import dev.ingot.events.Worse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code verify.metrics}: metrics of the service's own. */
final class MetricsReader {
  private static final int MOST = 20;
  private static final Kind<String> NAME =
      matching(
          "(?!(errors|latency)$)[a-z][a-z0-9-]{0,39}",
          "a name of 1 to 40 characters a-z, 0-9 and '-' other than errors and latency");
  private static final Kind<SourceKind> SOURCE =
      Kinds.oneOf(Map.of("prometheus", SourceKind.PROMETHEUS, "scrape", SourceKind.SCRAPE));
  private static final Kind<Worse> WORSE =
      Kinds.oneOf(Map.of("higher", Worse.HIGHER, "lower", Worse.LOWER));

  private final List<SourceKind> sources;

  MetricsReader(List<MetricSource> sources) {
    this.sources = sources.stream().map(MetricSource::getKind).toList();
  }

  List<CustomMetric> read(Section section) {
    List<CustomMetric> metrics = new ArrayList<>();
    List<String> names = section.keys(NAME);
    if (names.size() > MOST) {
      section.problem(
          names.get(MOST), "%d metrics, at most %d are accepted".formatted(names.size(), MOST));
    }
    for (String name : names) {
      metric(name, section.section(name)).ifPresent(metrics::add);
    }
    return List.copyOf(metrics);
  }

  private Optional<CustomMetric> metric(String name, Section metric) {
    Optional<SourceKind> source = metric.required("source", SOURCE);
    source
        .filter(kind -> !sources.contains(kind))
        .ifPresent(
            kind ->
                metric.problem(
                    "source",
                    "the %s is not among verify.sources; add it there, or name one that is"
                        .formatted(Sources.word(kind))));
    boolean histogram = metric.has("histogram");
    Optional<MetricQueries> queries =
        source.flatMap(kind -> new QueriesReader(kind, Variables.CANDIDATE).read(metric));
    Optional<MetricQueries> live = Optional.empty();
    if (metric.has("live") && source.isPresent()) {
      Section section = metric.section("live");
      live = new QueriesReader(source.get(), Variables.LIVE).read(section);
      section.refuseOthers();
      if (source.get() != SourceKind.PROMETHEUS) {
        metric.problem(
            "live", "'live' is for prometheus; a scrape asks each fleet's own instances");
      } else if (queries.isPresent() && !sameShape(queries.get(), live)) {
        metric.problem("live", "'live' must name the same keys as the metric does");
      }
    }
    Worse worse = worse(metric);
    double quantile = metric.read("quantile", Kinds.oneOf(VerifyReader.QUANTILES), 0.99);
    if (metric.has("quantile") && !histogram) {
      metric.problem("quantile", "'quantile' is for a histogram; remove it");
    }
    Optional<Double> tolerance = metric.read("tolerate", Kinds.factor(1, 100));
    Optional<Double> limit =
        metric.read("limit", histogram ? Kinds.number(0, 999_999_999) : Kinds.percent());
    if (!metric.has("tolerate") && !metric.has("limit")) {
      metric.problem(
          "tolerate", "metric '%s' has no gate; add tolerate, limit or both".formatted(name));
    }
    metric.refuseOthers();
    if (queries.isEmpty() || source.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        CustomMetric.newBuilder()
            .setName(name)
            .setSource(source.get())
            .setQueries(queries.get())
            .setLive(live.orElse(null))
            .setWorse(worse)
            .setQuantile(quantile)
            .setTolerance(tolerance.orElse(null))
            .setLimit(limit.orElse(null))
            .build());
  }

  /** A pair says by its words which is worse; only of a histogram must it be asked. */
  private static Worse worse(Section metric) {
    Worse implied = metric.has("good") ? Worse.LOWER : Worse.HIGHER;
    Worse worse = metric.read("worse", WORSE, implied);
    if (!metric.has("histogram") && worse != implied) {
      metric.problem(
          "worse",
          implied == Worse.HIGHER
              ? "lower is worse of good ones: write good and total"
              : "higher is worse of bad ones: write bad and total");
    }
    return worse;
  }

  private static boolean sameShape(MetricQueries one, Optional<MetricQueries> other) {
    return other
        .map(o -> isThere(o.getCount()) == isThere(one.getCount()))
        .orElse(true); // what is wrong with it is told
  }

  private static boolean isThere(@Nullable String query) {
    return query != null;
  }
}
