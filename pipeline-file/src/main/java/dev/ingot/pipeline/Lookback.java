package dev.ingot.pipeline;

import static dev.ingot.events.SourceKind.LOAD_BALANCER;

import dev.ingot.events.CustomMetric;
import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.MetricSource;
import dev.ingot.events.RolloutPlan;
import dev.ingot.events.SourceKind;
import dev.ingot.events.VerifyPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * At 100 % nobody is left beside the candidate, and the live fleet as it was before the shift takes
 * its place: for which sources, and why not for others. Pure. See
 * docs/decisions/0020-as-it-was-before-the-shift.md.
 *
 * @param loadBalancerTick length of the load balancer's measurements
 * @param needed the evidence at which a gate fires when every step of the rollout is compared
 */
public record Lookback(VerifyPlan verify, Duration loadBalancerTick, double needed) {
  private static final int WHOLE = 100;

  /** Of a rollout. */
  static Lookback of(RolloutPlan rollout, VerifyPlan verify, Duration loadBalancerTick) {
    int steps = rollout.getSteps().size();
    return new Lookback(
        verify, loadBalancerTick, Gates.of(verify).evidenceNeeded(steps, steps, verify.getAlpha()));
  }

  /** The sources of which something is compared. */
  static List<SourceKind> compared(VerifyPlan verify) {
    List<SourceKind> kinds = new ArrayList<>();
    if (Gates.asksTheLoadBalancer(verify)) {
      kinds.add(LOAD_BALANCER);
    }
    verify.getMetrics().stream()
        .filter(metric -> metric.getTolerance() != null)
        .map(CustomMetric::getSource)
        .distinct()
        .forEach(kinds::add);
    return kinds;
  }

  /** The shortest bake of a step in which the source's series can be compared. */
  Duration bake(SourceKind source) {
    Duration tick =
        verify.getSources().stream()
            .filter(one -> one.getKind() == source && source != LOAD_BALANCER)
            .map(MetricSource::getEvery)
            .map(Duration::ofMillis)
            .findFirst()
            .orElse(loadBalancerTick);
    Duration judged = MinimumBake.of(0, needed, tick, Duration.ofMillis(verify.getWarmup()));
    // Counters are told from their second reading on, and the first may come late in its tick.
    return source == SourceKind.SCRAPE ? judged.plus(tick) : judged;
  }

  /**
   * Why the step to 100 % cannot compare what the source measures; empty when it can.
   *
   * @param bake the step's
   * @param first whether no step with a live fleet came before it
   */
  public Optional<String> obstacle(SourceKind source, Duration bake, boolean first) {
    if (source == SourceKind.SCRAPE && first) {
      return Optional.of(
          "instances' counters do not tell how they were before the rollout, and no step comes before this one");
    }
    Duration least = bake(source);
    return bake.compareTo(least) < 0
        ? Optional.of(
            "its bake of %s is too short: with the %s it takes %s"
                .formatted(Kinds.text(bake), Sources.word(source), Kinds.text(least)))
        : Optional.empty();
  }

  /** Whether every step before the one to 100 % has room for one more share of &alpha;. */
  boolean hasRoomBelow(RolloutPlan rollout) {
    for (int i = 0; i < rollout.getSteps().size(); i++) {
      Duration bake = Duration.ofMillis(rollout.getBakes().get(i));
      if (rollout.getSteps().get(i) < WHOLE
          && compared(verify).stream().anyMatch(kind -> bake.compareTo(bake(kind)) < 0)) {
        return false;
      }
    }
    return true;
  }

  /** The sources that the step to 100 % compares. */
  List<SourceKind> seen(RolloutPlan rollout) {
    return compared(verify).stream()
        .filter(kind -> obstacle(kind, lastBake(rollout), isAlone(rollout)).isEmpty())
        .toList();
  }

  /**
   * What the step to 100 % of a rollout beside a live fleet does not compare, and why, a sentence
   * for each source; none where it compares all.
   */
  public static List<String> notes(EnvironmentPlan plan, Duration loadBalancerTick) {
    RolloutPlan rollout = plan.getRollout();
    Lookback back = of(rollout, plan.getVerify(), loadBalancerTick);
    Optional<String> below =
        back.hasRoomBelow(rollout)
            ? Optional.empty()
            : Optional.of("the bakes of the steps before have no room for one more comparison");
    return compared(plan.getVerify()).stream()
        .flatMap(
            kind ->
                back
                    .obstacle(kind, lastBake(rollout), isAlone(rollout))
                    .or(() -> below)
                    .map(why -> note(plan.getVerify(), kind, why))
                    .stream())
        .toList();
  }

  /**
   * Of these, what no bake can help, so that it is told of a file that is right: the instances' own
   * counters, where all traffic moves at once.
   */
  public static List<String> unseen(EnvironmentPlan plan) {
    VerifyPlan verify = plan.getVerify();
    return isAlone(plan.getRollout()) && compared(verify).contains(SourceKind.SCRAPE)
        ? of(plan.getRollout(), verify, Duration.ZERO)
            .obstacle(SourceKind.SCRAPE, lastBake(plan.getRollout()), true)
            .map(why -> List.of(note(verify, SourceKind.SCRAPE, why)))
            .orElse(List.of())
        : List.of();
  }

  private static String note(VerifyPlan verify, SourceKind kind, String why) {
    List<String> names = new ArrayList<>();
    if (kind == LOAD_BALANCER) {
      names.add("errors");
      if (!verify.getLatency().isEmpty()) {
        names.add("latency");
      }
    }
    verify.getMetrics().stream()
        .filter(metric -> metric.getSource() == kind && metric.getTolerance() != null)
        .forEach(metric -> names.add(metric.getName()));
    return "at 100%% %s: no comparison with the live fleet as it was before the shift, since %s"
        .formatted(String.join(", ", names), why);
  }

  private static Duration lastBake(RolloutPlan rollout) {
    return Duration.ofMillis(rollout.getBakes().getLast());
  }

  private static boolean isAlone(RolloutPlan rollout) {
    return rollout.getSteps().size() == 1;
  }
}
