package dev.ingot.verifier.judge;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Judges a rollout that stands after its step's verdict: for as long as it takes people, or another
 * judge, to make up their minds. Pure. It says that the candidate has to go, or nothing.
 *
 * <p>An e-process that has seen hours of a good candidate has lost what it could bet, and would
 * need hours to see that it has gone bad. So new watches begin again and again, each a test of its
 * own from nothing: short ones, before which a limit has little to make good, and long ones, in
 * which a comparison has its time. The k-th of a kind has 1/(k(k+1)) of half of the &alpha; that is
 * kept for the time: these shares come to 1 however long it stands, so that by Ville's inequality
 * for each watch, and the sum over all, a good candidate is taken back with a probability of at
 * most that &alpha;. (Tests begun again and again under weights: Shin, Ramdas and Rinaldo,
 * "E-detectors", 2023.)
 */
public final class Vigil {
  private static final List<Kind> KINDS = List.of(new Kind(8, 4), new Kind(120, 60));

  private static final FleetHealth NOT_LOOKED_AT = new FleetHealth(0, 0, 0, "");

  private Vigil() {}

  /**
   * A series at one pace.
   *
   * @param tick length of its ticks
   */
  public record Stretch(Duration tick, Series series) {}

  /**
   * Watches of one length.
   *
   * @param ticks of a watch
   * @param every ticks from one to the next: half of it, so that what goes bad at any time has at
   *     least that before it
   */
  private record Kind(int ticks, int every) {}

  /**
   * What has to be said now.
   *
   * @param policy of the step
   * @param times so many times the step's evidence is needed, all watches together
   * @param stood what was measured since the verdict; stretches of one series in their order
   * @param fresh the begin of the first tick that was not looked at before: a watch that had ended
   *     by then has nothing more to say
   */
  public static Optional<Judgement.RollBack> judge(
      Policy policy, double times, List<Stretch> stood, Instant fresh) {
    return policy.watched().stream()
        .flatMap(
            watched ->
                KINDS.stream()
                    .flatMap(
                        kind ->
                            judge(policy, watched, kind, KINDS.size() * times, stood, fresh)
                                .stream()))
        .findFirst();
  }

  private static Optional<Judgement.RollBack> judge(
      Policy policy, Watched watched, Kind kind, double times, List<Stretch> stood, Instant fresh) {
    int watches = 0;
    for (Stretch stretch : stood) {
      List<Tick> ticks = stretch.series().ticks();
      if (!stretch.series().name().equals(watched.name())) {
        continue;
      }
      for (int begin = 0; begin < ticks.size(); begin += kind.every()) {
        watches++;
        List<Tick> watch = ticks.subList(begin, Math.min(begin + kind.ticks(), ticks.size()));
        if (watch.getLast().start().isBefore(fresh)) {
          continue;
        }
        double needed = times * watches * (watches + 1.0);
        Optional<Judgement.RollBack> said =
            watch(policy.endless(watched.every(stretch.tick()), needed), watch);
        if (said.isPresent()) {
          return said;
        }
      }
    }
    return Optional.empty();
  }

  /** Ends with the first evidence, be it against the candidate alone or against both fleets. */
  private static Optional<Judgement.RollBack> watch(Policy policy, List<Tick> ticks) {
    StepJudge judge = new StepJudge(policy);
    Watched watched = policy.watched().getFirst();
    for (Tick tick : ticks) {
      judge.add(watched.name(), tick);
      if (judge.rollsBack()) {
        Instant end = tick.start().plus(watched.tick());
        return judge.conclude(NOT_LOOKED_AT, end) instanceof Judgement.RollBack back
            ? Optional.of(back)
            : Optional.empty();
      }
      if (judge.isShared()) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }
}
