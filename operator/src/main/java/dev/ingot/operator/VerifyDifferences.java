package dev.ingot.operator;

import dev.ingot.events.CustomMetric;
import dev.ingot.events.LatencyGate;
import dev.ingot.events.MetricQueries;
import dev.ingot.events.MetricSource;
import dev.ingot.events.Probe;
import dev.ingot.events.SourceKind;
import dev.ingot.events.VerifyPlan;
import dev.ingot.events.Worse;
import dev.ingot.pipeline.Gates;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What differs between two ways to judge, each by its key in ingot.yaml. */
final class VerifyDifferences {
  private final Differences differences;

  VerifyDifferences(Differences differences) {
    this.differences = differences;
  }

  void find(VerifyPlan before, VerifyPlan after) {
    differences.value(
        "verify.errors.limit", before.getErrorLimit(), after.getErrorLimit(), PlanWords::percent);
    differences.value(
        "verify.errors.tolerate",
        before.getErrorTolerance(),
        after.getErrorTolerance(),
        PlanWords::factor);
    differences.named("verify.latency", latency(before), latency(after));
    differences.value("verify.minRequests", before.getMinRequests(), after.getMinRequests());
    differences.value("verify.alpha", before.getAlpha(), after.getAlpha(), PlanWords::number);
    differences.value("verify.warmup", before.getWarmup(), after.getWarmup(), PlanWords::time);
    differences.value("verify.judges", before.getJudges(), after.getJudges(), PlanWords::list);
    differences.value(
        "verify.silence", before.getSilence(), after.getSilence(), VerifyDifferences::word);
    differences.value(
        "verify.inconclusive",
        before.getInconclusive(),
        after.getInconclusive(),
        VerifyDifferences::word);
    differences.value(
        "verify.baseline", before.getBaseline(), after.getBaseline(), VerifyDifferences::word);
    sources(before, after);
    metrics(metrics(before), metrics(after));
    probes(before.getProbes(), after.getProbes());
    PlanDifferences.hook(
        differences,
        "verify.smoke",
        Optional.ofNullable(before.getSmoke()),
        Optional.ofNullable(after.getSmoke()));
  }

  /** As the file writes it. */
  private static String word(Enum<?> value) {
    return value.name().replace("_", "").toLowerCase(Locale.ROOT);
  }

  private static Map<String, String> latency(VerifyPlan verify) {
    Map<String, String> gates = new LinkedHashMap<>();
    for (LatencyGate gate : verify.getLatency()) {
      gates.put(quantile(gate.getQuantile()), PlanWords.factor(gate.getTolerance()));
    }
    return gates;
  }

  private static String quantile(double quantile) {
    return "p" + Math.round(quantile * 100);
  }

  private void sources(VerifyPlan before, VerifyPlan after) {
    differences.value(
        "verify.sources.loadBalancer",
        Gates.asksTheLoadBalancer(before),
        Gates.asksTheLoadBalancer(after));
    source(SourceKind.PROMETHEUS, "endpoint", MetricSource::getEndpoint, before, after);
    source(SourceKind.SCRAPE, "path", MetricSource::getPath, before, after);
  }

  private void source(
      SourceKind kind,
      String where,
      Function<MetricSource, String> place,
      VerifyPlan before,
      VerifyPlan after) {
    String key = "verify.sources." + word(kind);
    Optional<MetricSource> was = of(kind, before);
    Optional<MetricSource> is = of(kind, after);
    if (was.isPresent() && is.isPresent()) {
      differences.optional(key + "." + where, was.map(place), is.map(place));
      differences.value(key + ".every", was.get().getEvery(), is.get().getEvery(), PlanWords::time);
    } else {
      differences.optional(
          key,
          was,
          is,
          source ->
              "%s every %s".formatted(place.apply(source), PlanWords.time(source.getEvery())));
    }
  }

  private static Optional<MetricSource> of(SourceKind kind, VerifyPlan verify) {
    return verify.getSources().stream().filter(source -> source.getKind() == kind).findFirst();
  }

  private static Map<String, CustomMetric> metrics(VerifyPlan verify) {
    Map<String, CustomMetric> metrics = new LinkedHashMap<>();
    verify.getMetrics().forEach(metric -> metrics.put(metric.getName(), metric));
    return metrics;
  }

  private void metrics(Map<String, CustomMetric> before, Map<String, CustomMetric> after) {
    for (String name : Differences.names(before, after)) {
      Optional<CustomMetric> was = Optional.ofNullable(before.get(name));
      Optional<CustomMetric> is = Optional.ofNullable(after.get(name));
      if (was.isPresent() && is.isPresent()) {
        metric("verify.metrics." + name + ".", was.get(), is.get());
      } else {
        differences.optional("verify.metrics." + name, was, is, VerifyDifferences::gates);
      }
    }
  }

  private void metric(String key, CustomMetric before, CustomMetric after) {
    differences.value(
        key + "source", before.getSource(), after.getSource(), VerifyDifferences::word);
    differences.named(key.substring(0, key.length() - 1), queries(before), queries(after));
    if (isHistogram(before) && isHistogram(after)) {
      // A pair of counters says by its words which is worse.
      differences.value(
          key + "worse", before.getWorse(), after.getWorse(), VerifyDifferences::word);
      differences.value(
          key + "quantile", before.getQuantile(), after.getQuantile(), VerifyDifferences::quantile);
    }
    differences.optional(
        key + "tolerate",
        Optional.ofNullable(before.getTolerance()),
        Optional.ofNullable(after.getTolerance()),
        PlanWords::factor);
    differences.optional(
        key + "limit",
        Optional.ofNullable(before.getLimit()).map(limit -> limit(before, limit)),
        Optional.ofNullable(after.getLimit()).map(limit -> limit(after, limit)));
  }

  private static boolean isHistogram(CustomMetric metric) {
    return metric.getQueries().getHistogram() != null;
  }

  private static Map<String, String> queries(CustomMetric metric) {
    Map<String, String> queries = new LinkedHashMap<>();
    put(queries, "", metric, metric.getQueries());
    Optional.ofNullable(metric.getLive()).ifPresent(live -> put(queries, "live.", metric, live));
    return queries;
  }

  private static void put(
      Map<String, String> queries, String prefix, CustomMetric metric, MetricQueries from) {
    String counted = metric.getWorse() == Worse.LOWER ? "good" : "bad";
    Optional.ofNullable(from.getCount()).ifPresent(q -> queries.put(prefix + counted, q));
    Optional.ofNullable(from.getTotal()).ifPresent(q -> queries.put(prefix + "total", q));
    Optional.ofNullable(from.getHistogram()).ifPresent(q -> queries.put(prefix + "histogram", q));
  }

  private static String limit(CustomMetric metric, double limit) {
    return isHistogram(metric) ? PlanWords.number(limit) : PlanWords.percent(limit);
  }

  private static String gates(CustomMetric metric) {
    StringBuilder gates = new StringBuilder("of " + word(metric.getSource()));
    Optional.ofNullable(metric.getTolerance())
        .ifPresent(times -> gates.append(", tolerate ").append(PlanWords.factor(times)));
    Optional.ofNullable(metric.getLimit())
        .ifPresent(limit -> gates.append(", limit ").append(limit(metric, limit)));
    return gates.toString();
  }

  private void probes(List<Probe> before, List<Probe> after) {
    if (before.size() != after.size()) {
      differences.elements("verify.probes", before, after, Probe::getPath);
      return;
    }
    for (int i = 0; i < before.size(); i++) {
      Probe was = before.get(i);
      Probe is = after.get(i);
      differences.value("verify.probes.path", was.getPath(), is.getPath());
      differences.value(
          "verify.probes.status", was.getStatuses(), is.getStatuses(), PlanWords::list);
      differences.optional(
          "verify.probes.body",
          Optional.ofNullable(was.getBody()),
          Optional.ofNullable(is.getBody()));
      differences.value("verify.probes.within", was.getWithin(), is.getWithin(), PlanWords::time);
      differences.value(
          "verify.probes.every",
          was.getEvery(),
          is.getEvery(),
          every -> every == 0 ? "once" : PlanWords.time(every));
      differences.value("verify.probes.failures", was.getFailures(), is.getFailures());
    }
  }
}
