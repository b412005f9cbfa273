package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Watched.Against;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Steps of twelve seconds, for tests. */
final class Steps {
  static final Instant START = Instant.parse("2026-11-01T12:00:00Z");
  static final int TICKS = 12;
  static final FleetHealth FINE = new FleetHealth(2, 2, 0, "");
  static final Rule LIMIT = Rules.shareWithin("errors", 0.05, true);
  static final Rule COMPARISON = Rules.shareNoWorse("errors", 1.2, true);

  private Steps() {}

  static Watched errors() {
    return watched("errors", Against.LIVE, true, LIMIT, COMPARISON);
  }

  static Watched watched(String name, Against against, boolean demanded, Rule... rules) {
    return new Watched(
        name,
        Duration.ofSeconds(1),
        name.equals("latency") ? "ms" : "",
        against,
        demanded,
        List.of(rules));
  }

  static Policy policy(Watched... watched) {
    return new Policy(
        "shop-production-1",
        List.of(watched),
        1,
        100,
        START,
        START.plusSeconds(TICKS),
        START.plusSeconds(38),
        false);
  }

  static Policy with(Policy policy, long minRequests, Instant from, boolean early) {
    return new Policy(
        policy.seed(),
        policy.watched(),
        minRequests,
        policy.needed(),
        from,
        policy.bakeEnd(),
        policy.lastCall(),
        early);
  }

  static Sample counted(double total, double count) {
    return new Sample.Counted(total, count);
  }

  /** What a fleet did at some other time. */
  static Tick.Arm known(double total, double count) {
    return new Tick.Arm(counted(total, count), START);
  }

  static Tick tick(int second, Sample candidate, Sample live) {
    return Tick.of(START.plusSeconds(second), Optional.of(candidate), Optional.of(live));
  }

  static List<Tick> ticks(int n, Sample candidate, Sample live) {
    return ticks(n, second -> tick(second, candidate, live));
  }

  static List<Tick> ticks(int n, IntFunction<Tick> of) {
    return IntStream.range(0, n).mapToObj(of).toList();
  }

  static Judgement judge(Policy policy, List<Tick> ticks, FleetHealth health, int second) {
    return StepJudge.judge(
        policy, List.of(new Series("errors", ticks)), health, START.plusSeconds(second));
  }

  static Judgement judge(Policy policy, List<Series> series, int second) {
    return StepJudge.judge(policy, series, FINE, START.plusSeconds(second));
  }

  static String reason(Judgement judgement) {
    return switch (judgement) {
      case Judgement.Advance a -> a.reason();
      case Judgement.RollBack r -> r.reason();
      case Judgement.Inconclusive i -> i.reason();
      case Judgement.Undecided u -> "";
    };
  }
}
