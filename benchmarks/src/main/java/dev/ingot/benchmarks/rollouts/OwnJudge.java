package dev.ingot.benchmarks.rollouts;

import dev.ingot.verifier.judge.Counting;
import dev.ingot.verifier.judge.Distribution;
import dev.ingot.verifier.judge.Policy;
import dev.ingot.verifier.judge.Rule;
import dev.ingot.verifier.judge.Rules;
import dev.ingot.verifier.judge.Sample;
import dev.ingot.verifier.judge.StepJudge;
import dev.ingot.verifier.judge.Tick;
import dev.ingot.verifier.judge.Watched;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The judge that Ingot ships, of errors (limit and comparison) and of p99; α = 1 % for all. */
final class OwnJudge implements Contender {
  private static final double ALPHA = 0.01;
  private static final int GATES = 3;
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration TICK = Duration.ofSeconds(1);

  /** The live p99 before the step, and that times the tolerance; the unit does not matter. */
  private static final List<Double> BOUNDS = List.of(100.0, 100 * Traffic.SLOWER_TOLERATED);

  private final StepJudge judge;

  OwnJudge(Run run) {
    // Where nothing is tolerated, both fleets are held to the same threshold: the hardest case.
    double candidates = run.strict() ? BOUNDS.getFirst() : BOUNDS.getLast();
    Policy policy =
        new Policy(
            "run-" + run.seed(),
            List.of(
                new Watched(
                    "errors",
                    TICK,
                    "",
                    Watched.Against.LIVE,
                    true,
                    List.of(
                        Rules.shareWithin("errors", run.setting().limit(), true),
                        Rules.shareNoWorse("errors", run.tolerance(), true))),
                new Watched(
                    "latency",
                    TICK,
                    "ms",
                    Watched.Against.LIVE,
                    false,
                    List.of(
                        new Rule.Comparison(
                            "latency p99",
                            new Counting.Above(candidates),
                            new Counting.Above(BOUNDS.getFirst()),
                            1,
                            false)))),
            1,
            GATES / ALPHA,
            BEGIN.plusSeconds(run.warmup()),
            BEGIN.plusSeconds(run.seconds()),
            BEGIN.plusSeconds(run.seconds() + 30L),
            false);
    this.judge = new StepJudge(policy);
  }

  @Override
  public boolean rollsBack(Second second) {
    Instant start = BEGIN.plusSeconds(second.second());
    judge.add(
        "errors",
        Tick.of(
            start, Optional.of(errors(second.candidate())), Optional.of(errors(second.live()))));
    judge.add(
        "latency",
        Tick.of(
            start, Optional.of(latency(second.candidate())), Optional.of(latency(second.live()))));
    return judge.rollsBack();
  }

  private static Sample errors(Second.Arm arm) {
    return new Sample.Counted(arm.requests(), arm.errors());
  }

  private static Sample latency(Second.Arm arm) {
    return new Sample.Spread(
        new Distribution.Buckets(
            BOUNDS,
            List.of(
                (double) (arm.requests() - arm.slow()),
                (double) (arm.slow() - arm.verySlow()),
                (double) arm.verySlow())));
  }
}
