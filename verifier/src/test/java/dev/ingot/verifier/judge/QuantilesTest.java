package dev.ingot.verifier.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.verifier.judge.Watched.Against;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.apache.commons.rng.core.source64.SplitMix64;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Latencies and other histograms, limits and comparisons, both directions. */
class QuantilesTest {
  private static final List<Double> BOUNDS = List.of(50.0, 100.0, 130.0, 200.0, 400.0, 1_000.0);

  @ParameterizedTest
  @CsvSource({"1, false", "1.25, false", "2, true", "3, true"})
  void rollsBackOnlyWhatIsSlowerThanTolerated(double times, boolean rolledBack) {
    Distribution before = latencies(20_000, 1, 1);
    List<Tick> ticks =
        Steps.ticks(
            12,
            i ->
                Steps.tick(
                    i,
                    new Sample.Spread(latencies(2_000, times, 100 + i)),
                    new Sample.Spread(latencies(2_000, 1, 200 + i))));
    Judgement said =
        judgeLatency(
            ticks, Rules.quantileNoWorse("latency p99", 0.99, 1.3, true, Optional.of(before)));
    assertThat(said).isInstanceOf(rolledBack ? Judgement.RollBack.class : Judgement.Advance.class);
    if (rolledBack) {
      assertThat(Steps.reason(said))
          .matches("latency p99: .* % above \\d+ ms against .* % above \\d+ ms over 12 s .*");
    }
  }

  @Test
  void keepsBothThresholdsInTheFinding() {
    Distribution before =
        new Distribution.Buckets(BOUNDS, List.of(0.0, 99.0, 0.0, 1.0, 0.0, 0.0, 0.0));
    Rule rule = Rules.quantileNoWorse("latency p90", 0.9, 1.3, true, Optional.of(before));
    Sample same = new Sample.Spread(before);
    Judgement said = judgeLatency(Steps.ticks(12, same, same), rule);
    Finding finding = said.findings().getLast();
    assertThat(finding.liveThreshold()).isEqualTo(100);
    assertThat(finding.candidateThreshold()).isEqualTo(130);
    assertThat(finding.candidate()).isEqualTo(new Tick.Counts(1_200, 12));
    assertThat(finding.ticks()).isEqualTo(12);
  }

  @Test
  void holdsAQuantileToALimit() {
    Sample slow =
        new Sample.Spread(
            new Distribution.Buckets(BOUNDS, List.of(0.0, 50.0, 0.0, 0.0, 50.0, 0.0, 0.0)));
    Sample quick =
        new Sample.Spread(
            new Distribution.Buckets(BOUNDS, List.of(0.0, 100.0, 0.0, 0.0, 0.0, 0.0, 0.0)));
    Rule rule = Rules.quantileWithin("latency p99", 0.99, 130, true);
    assertThat(judgeLatency(Steps.ticks(12, slow, quick), rule))
        .isInstanceOf(Judgement.RollBack.class);
    assertThat(judgeLatency(Steps.ticks(12, quick, quick), rule))
        .isInstanceOf(Judgement.Advance.class);
  }

  @Test
  void knowsMetricsOfWhichLowerIsWorse() {
    Sample many = Steps.counted(1_000, 300);
    Sample few = Steps.counted(1_000, 20);
    Rule comparison = Rules.shareNoWorse("checkouts", 1.5, false);
    assertThat(judgeCheckouts(few, many, comparison)).isInstanceOf(Judgement.RollBack.class);
    assertThat(judgeCheckouts(many, few, comparison)).isInstanceOf(Judgement.Advance.class);
    Rule limit = Rules.shareWithin("checkouts", 0.25, false);
    assertThat(judgeCheckouts(few, many, limit)).isInstanceOf(Judgement.RollBack.class);
    assertThat(judgeCheckouts(many, few, limit)).isInstanceOf(Judgement.Advance.class);

    Distribution fast =
        new Distribution.Buckets(BOUNDS, List.of(0.0, 0.0, 0.0, 0.0, 100.0, 0.0, 0.0));
    Distribution slow =
        new Distribution.Buckets(BOUNDS, List.of(100.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0));
    Rule throughput = Rules.quantileNoWorse("checkouts", 0.5, 1.3, false, Optional.of(fast));
    assertThat(judgeCheckouts(new Sample.Spread(slow), new Sample.Spread(fast), throughput))
        .isInstanceOf(Judgement.RollBack.class);
    assertThat(judgeCheckouts(new Sample.Spread(fast), new Sample.Spread(fast), throughput))
        .isInstanceOf(Judgement.Advance.class);
  }

  /** The bound holds at exactly the tolerated slowness, which is the worst that is fine. */
  @Test
  void isCalibratedAtExactlyTheToleratedSlowness() {
    int runs = 1_500;
    int fired = 0;
    for (int run = 0; run < runs; run++) {
      SplitMix64 random = new SplitMix64(run);
      int thisRun = run;
      ThinnedBetting betting = new ThinnedBetting(1, tick -> new SplitMix64(thisRun * 999L + tick));
      // A pinned threshold that is off by a third: whatever it is, the arms exceed it alike.
      double threshold = 0.015;
      boolean out = false;
      for (int tick = 0; tick < 60 && !out; tick++) {
        betting.add(
            tick,
            new Tick.Counts(500, Thinning.keep(500, threshold, random)),
            new Tick.Counts(1_500, Thinning.keep(1_500, threshold, random)));
        out = betting.logEvidence() >= Math.log(100);
      }
      fired += out ? 1 : 0;
    }
    assertThat(fired).isLessThanOrEqualTo(runs / 100);
  }

  @Test
  void reportsQuantilesAloneAsAWeakerJudgeThatNeverRollsBack() {
    Rule ranks = new Rule.Ranks("latency p99", 0.99, 1.3, true);
    List<Tick> ticks =
        Steps.ticks(
            12,
            i ->
                Steps.tick(
                    i,
                    new Sample.Quantiles(Map.of(0.99, 400.0 + i)),
                    new Sample.Quantiles(Map.of(0.99, 100.0 + i))));
    Judgement said = judgeLatency(ticks, ranks);
    assertThat(said).isInstanceOf(Judgement.Advance.class);
    Finding finding = said.findings().getLast();
    assertThat(finding.weak()).isTrue();
    // All 12 above all 12: 1 of 2,704,156 orders.
    assertThat(1 / finding.evidence()).isBetween(1e-7, 1e-4);
    assertThat(finding.sentence()).contains("a median of 406 ms against 106 ms", "a weaker judge");
  }

  @ParameterizedTest
  @ValueSource(doubles = {40, 50, 99, 100, 101, 1_000, 5_000})
  void neverCountsABucketThatIsCutInTwo(double threshold) {
    Distribution.Buckets buckets =
        new Distribution.Buckets(BOUNDS, List.of(1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0));
    long counted = buckets.above(threshold) + buckets.atMost(threshold);
    boolean edge = buckets.isEdge(threshold);
    assertThat(counted == buckets.total()).isEqualTo(edge);
    assertThat(buckets.above(5_000)).isZero();
    assertThat(buckets.above(100)).isEqualTo(4 + 8 + 16 + 32 + 64);
  }

  @Test
  void countsHdrHistogramsByWholeBuckets() {
    Histogram recorded = new Histogram(3_600_000, 2);
    for (int value = 1; value <= 10_000; value++) {
      recorded.recordValue(value);
    }
    Distribution hdr = new Distribution.Hdr(recorded);
    double p99 = hdr.quantile(0.99);
    assertThat(hdr.isEdge(p99)).isTrue();
    assertThat(hdr.above(p99) + hdr.atMost(p99)).isEqualTo(10_000);
    assertThat(hdr.above(p99)).isBetween(40L, 100L);
    assertThat(hdr.above(-1)).isEqualTo(10_000);
    assertThat(hdr.plus(hdr).total()).isEqualTo(20_000);
    assertThatThrownBy(() -> hdr.plus(new Distribution.Buckets(List.of(1.0), List.of(1.0, 1.0))))
        .hasMessageContaining("other buckets");
  }

  private static Judgement judgeLatency(List<Tick> ticks, Rule rule) {
    Policy policy =
        Steps.policy(Steps.errors(), Steps.watched("latency", Against.LIVE, false, rule));
    return Steps.judge(
        policy,
        List.of(
            new Series("errors", Steps.ticks(12, Steps.counted(100, 0), Steps.counted(100, 0))),
            new Series("latency", ticks)),
        13);
  }

  private static Judgement judgeCheckouts(Sample candidate, Sample live, Rule rule) {
    return Steps.judge(
        Steps.policy(Steps.watched("checkouts", Against.LIVE, true, rule)),
        List.of(new Series("checkouts", Steps.ticks(12, candidate, live))),
        13);
  }

  /** Lognormal, with a median of 40 ms. */
  private static Distribution latencies(int n, double times, long seed) {
    Histogram histogram = new Histogram(60_000, 2);
    var normal = ZigguratSampler.NormalizedGaussian.of(new SplitMix64(seed));
    for (int i = 0; i < n; i++) {
      histogram.recordValue(Math.round(40 * times * Math.exp(0.5 * normal.sample())));
    }
    return new Distribution.Hdr(histogram);
  }
}
