package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Counts;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The comparison where instances are told apart, so that one bad host of the live fleet hides no
 * bad candidate: each live instance is left out in turn, which is a comparison of its own, and the
 * evidence is the mean of all.
 *
 * <p>When the candidate is no worse than the live fleet whichever instance that lacks, each of them
 * is a test martingale, and so is their mean: an average of e-values is one, whatever hangs
 * together with what (Vovk and Wang, E-values: calibration, combination and applications, Annals of
 * Statistics 49, 2021). An instance that is seen later gets its share of what all have by then, so
 * that nothing is won by its coming; one that has gone has nothing to be left out of.
 *
 * <p>Both sides are made of the same number of instances: as many of the larger one are left out,
 * too, as it has more than what is left of the other. Fewer instances vary more together, and the
 * share of what varies less than its other half is above ½ on average: seven instances would look
 * worse than a single one that is just like them. Of the same number it is ½, in the other
 * direction as well, where a larger live fleet would prove a candidate harmless that is not. Which
 * ones are taken is drawn before anything is known of the tick: up to four choices, each with that
 * mean, of which the mean share is bet on. Where so many have no name here that leaving out named
 * ones cannot make the numbers the same, named ones alone are compared.
 *
 * <p>As a proof that the candidate is not worse, the least of them counts: it has to hold whichever
 * instance is left out, and the least of several e-values is one as long as one of them is.
 *
 * <p>It takes two instances in each fleet. A tick that has fewer is compared as a whole, whatever
 * the numbers are; {@link ThinnedBetting} bears unlike ones.
 */
final class LeaveOneOut {
  /** Instances that are left out in turn; what comes after them never is. */
  static final int MOST = 32;

  private static final int MOST_IN_TURN = 4;

  private final LongFunction<UniformRandomProvider> randomOfTick;
  private final boolean fewerIsWorse;
  private final boolean proof;
  private final ThinnedBetting whole;
  private final Map<String, ThinnedBetting> without = new LinkedHashMap<>();
  private int partedTicks;

  private LeaveOneOut(
      ThinnedBetting whole,
      boolean fewerIsWorse,
      boolean proof,
      LongFunction<UniformRandomProvider> randomOfTick) {
    this.whole = whole;
    this.fewerIsWorse = fewerIsWorse;
    this.proof = proof;
    this.randomOfTick = randomOfTick;
  }

  /**
   * Evidence that the candidate is worse.
   *
   * @param ratio tolerated ratio, at least 1
   * @param fewerIsWorse whether what is counted is good, so that the live fleet must not have more
   * @param randomOfTick the draws of a tick, by its start in milliseconds since 1970
   */
  static LeaveOneOut worse(
      double ratio, boolean fewerIsWorse, LongFunction<UniformRandomProvider> randomOfTick) {
    return new LeaveOneOut(
        new ThinnedBetting(ratio, randomOfTick), fewerIsWorse, false, randomOfTick);
  }

  /** Evidence that it is less than {@code ratio} times as bad. */
  static LeaveOneOut proven(
      double ratio, boolean fewerIsWorse, LongFunction<UniformRandomProvider> randomOfTick) {
    return new LeaveOneOut(
        ThinnedBetting.mirrored(ratio, randomOfTick), fewerIsWorse, true, randomOfTick);
  }

  /** Takes in one tick of both arms. */
  void add(long tickStart, Parted candidate, Parted live) {
    boolean parted = candidate.isParted() && live.isParted();
    if (parted) {
      partedTicks++;
      welcome(live);
    }
    UniformRandomProvider random = randomOfTick.apply(tickStart);
    double share =
        parted
            ? share(whole, candidate, live, Optional.empty(), random)
            : share(whole, candidate.all(), live.all(), random);
    whole.bet(share);
    without.forEach(
        (instance, betting) ->
            betting.bet(
                parted && live.instances().containsKey(instance)
                    ? share(betting, candidate, live, Optional.of(instance), random)
                    : share));
    learn(whole, candidate.all(), live.all());
    without.forEach((instance, betting) -> learn(betting, candidate.all(), live.without(instance)));
  }

  /** Before anything is bet on what they did. */
  private void welcome(Parted live) {
    List<String> arrived =
        live.instances().keySet().stream()
            .filter(instance -> !without.containsKey(instance))
            .limit(MOST - without.size())
            .toList();
    List<ThinnedBetting> before =
        proof || without.isEmpty() ? List.of(whole) : List.copyOf(without.values());
    arrived.forEach(instance -> without.put(instance, ThinnedBetting.meanOf(before)));
  }

  /** The mean share of as many instances of each, up to four choices of them in turn. */
  private double share(
      ThinnedBetting betting,
      Parted candidate,
      Parted live,
      Optional<String> leftOut,
      UniformRandomProvider random) {
    Rest mine = Rest.of(candidate, Optional.empty());
    Rest theirs = Rest.of(live, leftOut);
    int all = Math.min(mine.size(), theirs.size());
    int count =
        mine.has(all) && theirs.has(all)
            ? all
            : Math.min(mine.named().size(), theirs.named().size());
    int turns = Math.min(MOST_IN_TURN, Math.max(mine.turns(count), theirs.turns(count)));
    double first = random.nextDouble();
    double sum = 0;
    for (int i = 0; i < turns; i++) {
      double at = (first + (double) i / turns) % 1;
      sum += share(betting, mine.some(count, at), theirs.some(count, at), random);
    }
    return sum / turns;
  }

  /** Of good ones the live fleet must not have too many more: the same bet, seen from there. */
  private double share(
      ThinnedBetting betting, Counts candidate, Counts live, UniformRandomProvider random) {
    return fewerIsWorse
        ? betting.share(live, candidate, random)
        : betting.share(candidate, live, random);
  }

  private void learn(ThinnedBetting betting, Counts candidate, Counts live) {
    if (fewerIsWorse) {
      betting.learn(live, candidate);
    } else {
      betting.learn(candidate, live);
    }
  }

  /** How many instances are left out in turn. */
  int leftOut() {
    return without.size();
  }

  /** Ticks in which instances were told apart. */
  int partedTicks() {
    return partedTicks;
  }

  /** Natural logarithm of the evidence E. */
  double logEvidence() {
    if (without.isEmpty()) {
      return whole.logEvidence();
    }
    double[] logs = without.values().stream().mapToDouble(ThinnedBetting::logEvidence).toArray();
    return proof ? Arrays.stream(logs).min().orElseThrow() : LogMixture.logMean(logs);
  }
}
