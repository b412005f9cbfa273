package dev.ingot.verifier.judge;

import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A step judged again from its ticks, under the policy of then or another one, as if each tick had
 * been looked at when it ended.
 *
 * @param judgement the conclusion; never Undecided
 * @param at when it would have been reached
 */
public record Replay(Judgement judgement, Instant at) {

  /**
   * Plays a step.
   *
   * @param taken every series, its ticks in the order in which they were taken
   * @param health how the instances were throughout
   */
  public static Replay of(Policy policy, List<Series> taken, FleetHealth health) {
    StepJudge judge = new StepJudge(policy);
    SortedSet<Instant> looks = new TreeSet<>(List.of(policy.bakeEnd(), policy.lastCall()));
    taken.forEach(one -> one.ticks().forEach(tick -> looks.add(end(policy, one, tick))));
    int[] next = new int[taken.size()];
    for (Instant now : looks) {
      for (int i = 0; i < next.length; i++) {
        Series one = taken.get(i);
        while (next[i] < one.ticks().size()
            && !end(policy, one, one.ticks().get(next[i])).isAfter(now)) {
          judge.add(one.name(), one.ticks().get(next[i]++));
        }
      }
      Judgement said = judge.conclude(health, now);
      if (!(said instanceof Judgement.Undecided)) {
        return new Replay(said, now);
      }
    }
    return new Replay(
        new Judgement.Inconclusive("nothing had been concluded by the last call", List.of()),
        policy.lastCall());
  }

  private static Instant end(Policy policy, Series one, Tick tick) {
    return policy.watched().stream()
        .filter(watched -> watched.name().equals(one.name()))
        .findFirst()
        .map(watched -> tick.start().plus(watched.tick()))
        .orElse(tick.start());
  }
}
