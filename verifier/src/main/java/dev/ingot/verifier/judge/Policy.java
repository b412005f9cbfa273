package dev.ingot.verifier.judge;

import java.time.Instant;
import java.util.List;

/**
 * What a step is held to, fixed before it begins.
 *
 * @param seed what the draws derive from: the deployment
 * @param watched every series that is judged
 * @param minRequests fewest candidate requests to advance, not negative; 0 where nobody may come
 * @param needed evidence at which a gate fires: &alpha; of the whole rollout, split evenly over all
 *     its gates (Bonferroni), turned over
 * @param from ticks that begin earlier are not judged: the warm-up
 * @param bakeEnd when the bake is over
 * @param lastCall when a conclusion must be there, late ticks or not
 * @param early whether the step may advance before the bake is over, once it is proven
 */
public record Policy(
    String seed,
    List<Watched> watched,
    long minRequests,
    double needed,
    Instant from,
    Instant bakeEnd,
    Instant lastCall,
    boolean early) {
  /**
   * Early is proven when the candidate is less than this many times as bad, or less than the
   * tolerated ratio where that is more. To prove less than 1.2 times takes longer than any bake.
   */
  static final double PROVEN = 2;

  public Policy {
    watched = List.copyOf(watched);
    if (!(needed >= 1)) {
      throw new IllegalArgumentException("evidence needed is at least 1, not " + needed);
    }
  }

  /**
   * The same for one series alone, whenever its ticks begin, and without an end.
   *
   * @param times so many times the evidence is needed
   */
  Policy endless(Watched one, double times) {
    return new Policy(
        seed,
        List.of(one),
        minRequests,
        needed * times,
        Instant.MIN,
        Instant.MAX,
        Instant.MAX,
        false);
  }

  /** The share of α that one gate has. */
  double gateAlpha() {
    return 1 / needed;
  }
}
