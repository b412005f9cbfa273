package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Counts;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What an arm and its instances have done so far, and which instance is unlike the others. */
final class Tally {
  /** What comes after so many instances has no name in the evidence. */
  private static final int MOST = 64;

  /** An instance is named when it is so many times as bad as the others together. */
  private static final double UNLIKE = 3;

  private static final long FEWEST = 5;

  private final Map<String, Counts> instances = new TreeMap<>();
  private Counts all = Counts.NONE;
  private int named;
  private int size;

  /**
   * An instance that is unlike the others of its fleet.
   *
   * @param alone its own counts
   * @param others those of all others together
   */
  record Unlike(String instance, Counts alone, Counts others) {}

  void add(Parted tick) {
    all = all.plus(tick.all());
    if (tick.isParted() && tick.size() - tick.instances().size() > size - named) {
      named = tick.instances().size();
      size = tick.size();
    }
    tick.instances()
        .forEach(
            (instance, counts) -> {
              if (instances.containsKey(instance) || instances.size() < MOST) {
                instances.merge(instance, counts, Counts::plus);
              }
            });
  }

  Counts all() {
    return all;
  }

  int instances() {
    return instances.size();
  }

  /**
   * How many instances of how many had a name, of the tick in which most had none; empty when all
   * always had one.
   */
  Optional<String> named() {
    return size > named ? Optional.of(named + " of " + size) : Optional.empty();
  }

  /**
   * The worst of the instances that are three times as bad as all others together. It is told, and
   * decides nothing.
   *
   * @param fewerIsWorse whether what is counted is good
   */
  Optional<Unlike> unlike(boolean fewerIsWorse) {
    Optional<Unlike> worst = Optional.empty();
    for (Map.Entry<String, Counts> each : instances.entrySet()) {
      Unlike one = new Unlike(each.getKey(), each.getValue(), rest(each.getValue()));
      if (isUnlike(one, fewerIsWorse)
          && (worst.isEmpty()
              || (fewerIsWorse
                  ? one.alone().share() < worst.get().alone().share()
                  : one.alone().share() > worst.get().alone().share()))) {
        worst = Optional.of(one);
      }
    }
    return worst;
  }

  private Counts rest(Counts part) {
    return all.exposures() == Long.MAX_VALUE ? Counts.NONE : all.minus(part);
  }

  private static boolean isUnlike(Unlike one, boolean fewerIsWorse) {
    Counts more = fewerIsWorse ? one.others() : one.alone();
    Counts less = fewerIsWorse ? one.alone() : one.others();
    return one.alone().exposures() > 0
        && one.others().exposures() > 0
        && more.bad() >= FEWEST
        && more.share() >= UNLIKE * less.share()
        // So many of the few would have been seen.
        && more.share() * less.exposures() >= FEWEST;
  }
}
