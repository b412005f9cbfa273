package dev.ingot.pipeline;

import dev.ingot.events.MetricSource;
import dev.ingot.events.RolloutPlan;
import dev.ingot.events.SourceKind;
import dev.ingot.events.VerifyPlan;
import java.time.Duration;
import java.util.List;

/**
 * How many gates judge a step: &alpha; is split evenly over all gates of all steps.
 *
 * @param limits gates that hold on every step
 * @param comparisons gates that hold on steps where the candidate is compared
 */
public record Gates(int limits, int comparisons) {
  private static final int WHOLE = 100;

  /**
   * The part of each gate's share of &alpha; that is kept for the time in which the rollout stands
   * after the step's verdict. It costs a step 0.02 more of its evidence, which is a tick at most.
   */
  private static final double STANDING = 0.02;

  /** How many times the evidence of a step a gate needs while the rollout stands. */
  public static final double WHILE_STANDING = (1 - STANDING) / STANDING;

  /** The gates of a plan. */
  public static Gates of(VerifyPlan verify) {
    boolean loadBalancer = asksTheLoadBalancer(verify);
    // The load balancer gives one limit (errors) and one comparison of errors.
    int limits = loadBalancer ? 1 : 0;
    int comparisons = loadBalancer ? 1 + verify.getLatency().size() : 0;
    for (var metric : verify.getMetrics()) {
      limits += metric.getLimit() == null ? 0 : 1;
      comparisons += metric.getTolerance() == null ? 0 : 1;
    }
    return new Gates(limits, comparisons);
  }

  /** Whether the load balancer is one of the plan's sources; it is where none is named. */
  public static boolean asksTheLoadBalancer(VerifyPlan verify) {
    List<MetricSource> sources = verify.getSources();
    return sources.isEmpty()
        || sources.stream().anyMatch(source -> source.getKind() == SourceKind.LOAD_BALANCER);
  }

  /**
   * How many steps of a rollout beside a live fleet compare the candidate with it. Below 100 % all
   * do. At 100 % the live fleet has no requests any more, and how it was before takes its place:
   * where the bakes are long enough for one more comparison, so that no file is refused for it, and
   * for the sources that can tell.
   *
   * @param tick length of the load balancer's measurements
   */
  public static int compared(RolloutPlan rollout, VerifyPlan verify, Duration tick) {
    int steps = rollout.getSteps().size();
    int below = (int) rollout.getSteps().stream().filter(weight -> weight < WHOLE).count();
    Lookback back = Lookback.of(rollout, verify, tick);
    return back.hasRoomBelow(rollout) && !back.seen(rollout).isEmpty() ? steps : below;
  }

  /**
   * The evidence at which each gate of a rollout fires while a step is judged.
   *
   * @param steps steps of the rollout
   * @param comparedSteps those where the candidate is compared with the live fleet
   * @param alpha probability of a false rollback over the whole rollout
   */
  public double evidenceNeeded(int steps, int comparedSteps, double alpha) {
    return (steps * limits + comparedSteps * comparisons) / (alpha * (1 - STANDING));
  }
}
