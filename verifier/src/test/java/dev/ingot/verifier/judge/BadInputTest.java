package dev.ingot.verifier.judge;

import static dev.ingot.verifier.judge.Steps.START;
import static dev.ingot.verifier.judge.Steps.counted;
import static dev.ingot.verifier.judge.Steps.ticks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.verifier.judge.Tick.Arm;
import dev.ingot.verifier.judge.Watched.Against;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a source says, nonsense ends in a clear INCONCLUSIVE that names the metric. */
class BadInputTest {
  private static final Sample GOOD = counted(100, 0);
  private static final Sample LIVE = counted(900, 1);
  private static final Sample SPREAD = spread(List.of(0.1, 0.2, 0.5), 90.0, 9.0, 1.0, 0.0);

  static Stream<Arguments> counts() {
    return Stream.of(
        Arguments.of("NaN", oneOdd(counted(100, Double.NaN)), "NaN is not a count"),
        Arguments.of("infinite", oneOdd(counted(Double.POSITIVE_INFINITY, 0)), "Infinity is not"),
        Arguments.of("negative", oneOdd(counted(100, -3)), "-3.0 is negative"),
        Arguments.of("negative total", oneOdd(counted(-1, 0)), "-1.0 is negative"),
        Arguments.of("more bad than all", oneOdd(counted(3, 5)), "5.0 out of 3.0 is not a count"),
        Arguments.of("absurd", oneOdd(counted(1e300, 0)), "too large"),
        Arguments.of(
            "a counter that went backwards",
            oneOdd(Instances.between(counted(900, 9), counted(12, 0))),
            "a counter went backwards from 900.0 to 12.0: it was reset"),
        Arguments.of(
            "a reset in one instance",
            oneOdd(
                Instances.together(
                    Map.of(
                        "i-1", GOOD, "i-2", Instances.between(counted(900, 9), counted(950, 3))))),
            "i-2: a counter went backwards from 9.0 to 3.0"),
        Arguments.of("a histogram in between", oneOdd(SPREAD), "of another kind"),
        Arguments.of("NaN of the live fleet", liveOdd(counted(Double.NaN, 0)), "the live fleet"),
        Arguments.of("late", ticks(7, GOOD, LIVE), "measurements are missing since"),
        Arguments.of("out of order", swapped(), "came after the one at"),
        Arguments.of("twice", twice(), "came twice"),
        Arguments.of(
            "the candidate only",
            arms(Optional.of(GOOD), Optional.empty()),
            "nothing is known of the live fleet"),
        Arguments.of(
            "the candidate, and a live fleet of zeros",
            arms(Optional.of(GOOD), Optional.of(counted(0, 0))),
            "nothing is known of the live fleet"),
        Arguments.of(
            "the live fleet only", arms(Optional.empty(), Optional.of(LIVE)), "had 0 requests"),
        Arguments.of("clocks that differ by 30 s", skewed(), "clocks differ by 30 s"),
        Arguments.of("a source whose clock is 30 s ahead", ahead(), "clock is ahead"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("counts")
  void neverAdvancesOnCountsThatAreNonsense(String what, List<Tick> ticks, String words) {
    Judgement said = Steps.judge(Steps.policy(Steps.errors()), ticks, Steps.FINE, 40);
    assertThat(said).isInstanceOf(Judgement.Inconclusive.class);
    assertThat(Steps.reason(said)).startsWith("errors: ").contains(words);
  }

  static Stream<Arguments> histograms() {
    Distribution before = ((Sample.Spread) SPREAD).values();
    Sample other = spread(List.of(0.1, 0.25, 0.5), 90.0, 9.0, 1.0, 0.0);
    return Stream.of(
        Arguments.of(
            "other buckets in each arm",
            ticks(12, SPREAD, other),
            Optional.of(before),
            "latency: ",
            "other buckets"),
        Arguments.of(
            "other buckets than a moment ago",
            ticks(12, i -> Steps.tick(i, i < 5 ? SPREAD : other, i < 5 ? SPREAD : other)),
            Optional.of(before),
            "latency: ",
            "other buckets"),
        Arguments.of(
            "HdrHistograms of other precision",
            ticks(12, hdr(2), hdr(3)),
            Optional.of(before),
            "latency: ",
            "other buckets"),
        Arguments.of(
            "bounds that do not rise",
            ticks(12, spread(List.of(0.5, 0.1), 1.0, 1.0, 1.0), SPREAD),
            Optional.of(before),
            "latency: ",
            "do not rise"),
        Arguments.of(
            "a bucket that is NaN",
            ticks(12, spread(List.of(0.1, 0.2, 0.5), 1.0, Double.NaN, 1.0, 0.0), SPREAD),
            Optional.of(before),
            "latency: ",
            "NaN is not a count"),
        Arguments.of(
            "fewer counts than buckets",
            ticks(12, spread(List.of(0.1, 0.2, 0.5), 1.0), SPREAD),
            Optional.of(before),
            "latency: ",
            "not a histogram"),
        Arguments.of(
            "counts in a histogram's place",
            ticks(12, GOOD, LIVE),
            Optional.of(before),
            "latency p99: ",
            "do not show"),
        Arguments.of(
            "nothing before the step",
            ticks(12, SPREAD, SPREAD),
            Optional.empty(),
            "latency p99: ",
            "nothing is known of the live fleet before the step"),
        Arguments.of(
            "a quantile beyond the last bucket",
            ticks(12, SPREAD, SPREAD),
            Optional.of(new Distribution.Buckets(List.of(0.1), List.of(1.0, 99.0))),
            "latency p99: ",
            "beyond the last bucket"),
        Arguments.of(
            "a threshold beyond the last bucket",
            ticks(12, SPREAD, SPREAD),
            Optional.of(
                new Distribution.Buckets(List.of(0.1, 0.2, 0.5), List.of(0.0, 0.0, 9.0, 0.0))),
            "latency p99: ",
            "do not show what is above 0.65 ms"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("histograms")
  void neverAdvancesOnHistogramsThatAreNonsense(
      String what, List<Tick> ticks, Optional<Distribution> before, String metric, String words) {
    Policy policy =
        Steps.policy(
            Steps.errors(),
            Steps.watched(
                "latency",
                Against.LIVE,
                false,
                Rules.quantileNoWorse("latency p99", 0.99, 1.3, true, before)));
    List<Series> series =
        List.of(new Series("errors", ticks(12, GOOD, LIVE)), new Series("latency", ticks));
    Judgement said = Steps.judge(policy, series, 40);
    assertThat(said).isInstanceOf(Judgement.Inconclusive.class);
    assertThat(Steps.reason(said)).startsWith(metric).contains(words);
  }

  @ParameterizedTest
  @MethodSource("counts")
  void stillRollsBackOnTheTicksThatCanBeUsed(String what, List<Tick> odd) {
    List<Tick> bad = new ArrayList<>(ticks(6, counted(100, 90), counted(900, 1)));
    odd.stream().filter(tick -> tick.start().isAfter(START.plusSeconds(5))).forEach(bad::add);
    assertThat(Steps.judge(Steps.policy(Steps.errors()), bad, Steps.FINE, 40))
        .isInstanceOf(Judgement.RollBack.class);
  }

  private static Sample spread(List<Double> bounds, Double... counts) {
    return new Sample.Spread(new Distribution.Buckets(bounds, List.of(counts)));
  }

  private static Sample hdr(int digits) {
    Histogram histogram = new Histogram(60_000, digits);
    histogram.recordValueWithCount(120, 100);
    return new Sample.Spread(new Distribution.Hdr(histogram));
  }

  private static List<Tick> oneOdd(Sample candidate) {
    return ticks(12, i -> Steps.tick(i, i == 7 ? candidate : GOOD, LIVE));
  }

  private static List<Tick> liveOdd(Sample live) {
    return ticks(12, i -> Steps.tick(i, GOOD, i == 7 ? live : LIVE));
  }

  private static List<Tick> arms(Optional<Sample> candidate, Optional<Sample> live) {
    return ticks(12, i -> Tick.of(START.plusSeconds(i), candidate, live));
  }

  private static List<Tick> swapped() {
    List<Tick> ticks = new ArrayList<>(ticks(12, GOOD, LIVE));
    Collections.swap(ticks, 6, 7);
    return ticks;
  }

  private static List<Tick> twice() {
    List<Tick> ticks = new ArrayList<>(ticks(12, GOOD, LIVE));
    ticks.add(7, ticks.get(7));
    return ticks;
  }

  private static List<Tick> skewed() {
    return ticks(
        12,
        i -> {
          Instant start = START.plusSeconds(i);
          return new Tick(
              start,
              Optional.of(new Arm(GOOD, start.plusSeconds(30))),
              Optional.of(new Arm(LIVE, start)));
        });
  }

  private static List<Tick> ahead() {
    return ticks(12, i -> Steps.tick(i + 30 + 12, GOOD, LIVE));
  }
}
