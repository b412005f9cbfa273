package dev.ingot.pipeline;

import dev.ingot.events.Baseline;
import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.MetricSource;
import dev.ingot.events.SourceKind;
import dev.ingot.events.VerifyPlan;
import java.util.List;
import java.util.function.Predicate;

/**
 * What the file can say, but nothing acts on yet. A deployment that asks for it is refused: a gate
 * that is written down and never looked at would be worse than none. Whoever builds a part removes
 * its line, here and nowhere else.
 *
 * @param key the key, with the path to it
 * @param asksForIt whether a plan asks for the part
 */
record NotYet(String key, Predicate<EnvironmentPlan> asksForIt) {
  static final List<NotYet> PARTS =
      List.of(
          new NotYet("verify.latency", verify(v -> !v.getLatency().isEmpty())),
          new NotYet("verify.metrics", verify(v -> !v.getMetrics().isEmpty())),
          new NotYet("verify.sources.prometheus", verify(v -> has(v, SourceKind.PROMETHEUS))),
          new NotYet("verify.sources.scrape", verify(v -> has(v, SourceKind.SCRAPE))),
          new NotYet("verify.sources.loadBalancer", verify(v -> !Gates.asksTheLoadBalancer(v))),
          new NotYet("verify.probes", verify(v -> !v.getProbes().isEmpty())),
          new NotYet("verify.smoke", verify(v -> v.getSmoke() != null)),
          new NotYet("verify.baseline", verify(v -> v.getBaseline() != Baseline.LIVE)));

  private static Predicate<EnvironmentPlan> verify(Predicate<VerifyPlan> asks) {
    return plan -> asks.test(plan.getVerify());
  }

  private static boolean has(VerifyPlan verify, SourceKind kind) {
    return verify.getSources().stream().map(MetricSource::getKind).anyMatch(kind::equals);
  }
}
