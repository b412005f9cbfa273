package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Counts;
import dev.ingot.verifier.judge.Watched.Against;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.rng.core.source64.SplitMix64;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The judge at 200 requests a tick to the candidate and 1,800 to the live fleet. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
public class JudgeBenchmark {
  private static final int TICKS = 120;
  private static final Instant BEGIN = Instant.parse("2026-01-02T03:04:05Z");
  private static final Counts CANDIDATE = new Counts(200, 2);
  private static final Counts LIVE = new Counts(1_800, 18);

  private final ThinnedBetting betting = new ThinnedBetting(1.2, SplitMix64::new);
  private final Policy policy =
      new Policy(
          "benchmark",
          List.of(
              new Watched(
                  "errors",
                  Duration.ofSeconds(1),
                  "",
                  Against.LIVE,
                  true,
                  List.of(
                      Rules.shareWithin("errors", 0.05, true),
                      Rules.shareNoWorse("errors", 1.2, true)))),
          100,
          700,
          BEGIN,
          BEGIN.plusSeconds(TICKS),
          BEGIN.plusSeconds(TICKS + 30),
          false);
  private final List<Series> ticks =
      List.of(
          new Series(
              "errors",
              IntStream.range(0, TICKS)
                  .mapToObj(
                      i ->
                          Tick.of(
                              BEGIN.plusSeconds(i),
                              Optional.of(new Sample.Counted(200, 2)),
                              Optional.of(new Sample.Counted(1_800, 18))))
                  .toList()));
  private long tick;

  /** One more tick of the comparison. */
  @Benchmark
  public double bet() {
    betting.add(++tick, CANDIDATE, LIVE);
    return betting.logEvidence();
  }

  /** A whole step, as at the last look at it. */
  @Benchmark
  public Judgement judge() {
    return StepJudge.judge(
        policy, ticks, new FleetHealth(2, 2, 0, ""), BEGIN.plusSeconds(TICKS + 1));
  }
}
