package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Arm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One series under judgement: its ticks so far, and its gates. */
final class SeriesJudge {
  private final Watched watched;
  private final Policy policy;
  private final Intake intake;
  private final List<Gate> gates;
  private Optional<Instant> lastEnd = Optional.empty();
  private int candidateTicks;
  private int bothTicks;
  private long requests;
  private long comparedRequests;

  SeriesJudge(Watched watched, Policy policy) {
    this.watched = watched;
    this.policy = policy;
    this.intake = new Intake(watched);
    this.gates = watched.rules().stream().map(rule -> Gate.of(rule, watched, policy)).toList();
  }

  Watched watched() {
    return watched;
  }

  List<Gate> gates() {
    return gates;
  }

  /** Takes in a tick; what began in the warm-up is not judged. */
  void add(Tick raw) {
    if (raw.start().isBefore(policy.from()) || !watched.isJudged()) {
      return;
    }
    Optional<Tick> usable = intake.check(raw);
    if (usable.isEmpty()) {
      return;
    }
    Tick tick = usable.get();
    lastEnd = Optional.of(tick.start().plus(watched.tick()));
    if (tick.candidate().isEmpty()) {
      return;
    }
    Arm candidate = tick.candidate().get();
    Optional<Arm> live =
        watched.against() == Watched.Against.NOBODY ? Optional.empty() : tick.live();
    candidateTicks++;
    requests += exposures(candidate.sample());
    if (live.isPresent()) {
      bothTicks++;
      comparedRequests += exposures(live.get().sample());
    }
    gates.forEach(gate -> gate.add(tick.start().toEpochMilli(), candidate, live));
  }

  private static long exposures(Sample sample) {
    return switch (sample) {
      case Sample.Counted pair -> Math.round(pair.total());
      case Sample.Spread spread -> spread.values().total();
      case Sample.Quantiles q -> 1;
      case Sample.Answer answer -> 1;
      case Sample.Broken b -> 0;
    };
  }

  /** Every tick that lies wholly within the time is in; one that goes beyond is not waited for. */
  boolean isComplete(Instant until) {
    return !watched.isJudged()
        || lastEnd.filter(end -> end.plus(watched.tick()).isAfter(until)).isPresent();
  }

  /** Why the step can never advance by this series; empty when it may. */
  Optional<String> trouble(Instant now) {
    Optional<String> ahead =
        lastEnd
            .filter(end -> end.isAfter(now.plus(oneMore())))
            .map(
                end ->
                    "%s: the source's clock is ahead: a tick ends at %s, and it is %s"
                        .formatted(watched.name(), end, now));
    return intake
        .trouble()
        .or(() -> ahead)
        .or(() -> gates.stream().flatMap(gate -> gate.trouble().stream()).findFirst());
  }

  private Duration oneMore() {
    Duration least = Duration.ofSeconds(2);
    return watched.tick().compareTo(least) > 0 ? watched.tick() : least;
  }

  /** What is missing to advance, when all ticks are in; empty when nothing is. */
  Optional<String> missing() {
    if (!watched.isJudged()) {
      return Optional.empty();
    }
    if (watched.demanded() && requests < policy.minRequests()) {
      return Optional.of(
          "%s: the candidate had %d requests in %d measured ticks, needed %d"
              .formatted(watched.name(), requests, candidateTicks, policy.minRequests()));
    }
    if (policy.minRequests() == 0) {
      // Where nobody may come, nothing is missing: the limits and the instances decide.
      return Optional.empty();
    }
    if (candidateTicks == 0) {
      return Optional.of(watched.name() + ": nothing is known of the candidate");
    }
    if (watched.against() == Watched.Against.NOBODY || !watched.isCompared()) {
      return Optional.empty();
    }
    if (bothTicks == 0 || (comparedRequests == 0 && requests > 0)) {
      return Optional.of(
          "%s: nothing is known of %s to compare with"
              .formatted(watched.name(), watched.against().who()));
    }
    // Beside it both share the hour; what was before has to be worth a comparison by itself. Not
    // where the steps before have left it little: they were compared themselves.
    return watched.against().hadAPart()
        ? Optional.empty()
        : tooFew("needed " + policy.minRequests());
  }

  /** That too little came of the time before, where that is counted. */
  private Optional<String> tooFew(String needed) {
    return watched.against().isBefore()
            && watched.isCompared()
            && watched.demanded()
            && comparedRequests < policy.minRequests()
        ? Optional.of(
            "%s: %s had %d requests in %d measured ticks, %s"
                .formatted(
                    watched.name(), watched.against().who(), comparedRequests, bothTicks, needed))
        : Optional.empty();
  }

  /**
   * What has to be told of a series by which the step may advance: that too little was known of the
   * time before for the evidence ever to come in, or that few came then. A minute without a request
   * is not told from one of which nothing is known, so that it is no reason to stay.
   */
  Optional<String> remark() {
    int fewest = ThinnedBetting.fewestTicks(policy.needed());
    return watched.against().isBefore() && watched.isCompared() && bothTicks < fewest
        ? Optional.of(
            "%s: %s is known in %d ticks alone, and nothing is rolled back by fewer than %d"
                .formatted(watched.name(), watched.against().who(), bothTicks, fewest))
        : tooFew("of the candidate %d were needed".formatted(policy.minRequests()));
  }

  /** Since when measurements are missing. */
  String since() {
    return lastEnd.map(Instant::toString).orElse("the step began");
  }

  Stream<Finding> findings() {
    return gates.stream().flatMap(gate -> gate.finding().stream());
  }
}
