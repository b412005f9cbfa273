package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Arm;
import dev.ingot.verifier.judge.Tick.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/**
 * The weaker judge, for sources that give no more than quantiles: Mann and Whitney's test (On a
 * test of whether one of two random variables is stochastically larger than the other, 1947) over
 * the ticks, the live fleet's values times the tolerated ratio. It holds for one look at
 * independent ticks, and is given neither: so it is reported, and never rolls back.
 */
final class RankGate implements Gate {
  private final Rule.Ranks rule;
  private final Watched watched;
  private final Policy policy;
  private final List<Double> candidate = new ArrayList<>();
  private final List<Double> live = new ArrayList<>();
  private boolean unseen;

  RankGate(Rule.Ranks rule, Watched watched, Policy policy) {
    this.rule = rule;
    this.watched = watched;
    this.policy = policy;
  }

  @Override
  public void add(long start, Arm candidateArm, Optional<Arm> liveArm) {
    if (liveArm.isEmpty()) {
      return;
    }
    Optional<Double> mine = value(candidateArm.sample());
    Optional<Double> theirs = value(liveArm.get().sample());
    if (mine.isEmpty() || theirs.isEmpty()) {
      unseen = true;
      return;
    }
    candidate.add(mine.get());
    live.add(theirs.get());
  }

  private Optional<Double> value(Sample sample) {
    return sample instanceof Sample.Quantiles quantiles
        ? Optional.ofNullable(quantiles.values().get(rule.quantile()))
        : Optional.empty();
  }

  @Override
  public Optional<Finding> finding() {
    if (candidate.isEmpty()) {
      return Optional.empty();
    }
    double factor = rule.higherIsWorse() ? rule.ratio() : 1 / rule.ratio();
    double p =
        MannWhitneyUTest.withDefaults()
            .with(
                rule.higherIsWorse()
                    ? AlternativeHypothesis.GREATER_THAN
                    : AlternativeHypothesis.LESS_THAN)
            .test(array(candidate, 1), array(live, factor))
            .getPValue();
    int ticks = candidate.size();
    String sentence =
        String.format(
            Locale.ROOT,
            "%s: a median of %s against %s%s over %s (Mann-Whitney p = %.2g; from quantiles alone,"
                + " a weaker judge that only reports)",
            rule.metric(),
            Words.amount(median(candidate), watched.unit()),
            Words.amount(median(live), watched.unit()),
            watched.against().words(),
            Words.time(Gate.time(watched, ticks)),
            p);
    return Optional.of(
        new Finding(
            rule.metric(),
            "ranks",
            sentence,
            Counts.NONE,
            Counts.NONE,
            ticks,
            Gate.time(watched, ticks),
            median(candidate),
            median(live),
            Math.min(1 / p, Double.MAX_VALUE),
            policy.needed(),
            rule.ratio(),
            policy.gateAlpha(),
            0,
            true));
  }

  @Override
  public boolean isProven() {
    return false;
  }

  @Override
  public Optional<String> trouble() {
    return unseen
        ? Optional.of(
            "%s: the measurements lack the quantile %s".formatted(rule.metric(), rule.quantile()))
        : Optional.empty();
  }

  private static double[] array(List<Double> values, double factor) {
    return values.stream().mapToDouble(value -> value * factor).toArray();
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(value -> value).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
