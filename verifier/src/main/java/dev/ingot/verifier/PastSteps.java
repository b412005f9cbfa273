package dev.ingot.verifier;

import dev.ingot.events.Deployment;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Gathers the steps that were judged from the events of the log, in whatever order of topics. */
final class PastSteps {
  private final Predicate<Deployment> wanted;
  private final Map<Key, List<TrafficShifted>> shifts = new HashMap<>();
  private final Map<Key, List<MeasurementTaken>> measured = new HashMap<>();
  private final Map<Key, VerdictReached> verdicts = new HashMap<>();
  private final Map<Key, VerdictReached> last = new HashMap<>();

  private record Key(String deployment, int step) {}

  PastSteps(Predicate<Deployment> wanted) {
    this.wanted = wanted;
  }

  void add(TrafficShifted shift) {
    boolean judged =
        shift.getStep() >= 0
            && shift.getWeight() > 0
            && shift.getVerify().getJudges().contains(JudgeStep.JUDGE);
    if (judged && wanted.test(shift.getDeployment())) {
      shifts
          .computeIfAbsent(key(shift.getDeployment(), shift.getStep()), step -> new ArrayList<>(1))
          .add(shift);
    }
  }

  void add(MeasurementTaken taken) {
    if (wanted.test(taken.getDeployment())) {
      measured
          .computeIfAbsent(key(taken.getDeployment(), taken.getStep()), step -> new ArrayList<>())
          .add(taken);
    }
  }

  /** The first one counts, as it did then; and what came after it while the rollout stood. */
  void add(VerdictReached verdict) {
    if (verdict.getJudge().equals(JudgeStep.JUDGE) && wanted.test(verdict.getDeployment())) {
      Map<Key, VerdictReached> ofItsKind = Verdicts.isWhileStanding(verdict) ? last : verdicts;
      ofItsKind.putIfAbsent(key(verdict.getDeployment(), verdict.getStep()), verdict);
    }
  }

  private static Key key(Deployment deployment, int step) {
    return new Key(deployment.getId(), step);
  }

  /** In the order in which they began. */
  List<PastStep> all() {
    return shifts.keySet().stream()
        .map(this::step)
        .sorted(
            Comparator.comparing((PastStep step) -> step.shift().getShiftedAt())
                .thenComparing(step -> step.shift().getId()))
        .toList();
  }

  /** What was judged began last before the verdict; a rule that is restored later begins anew. */
  private PastStep step(Key key) {
    Optional<VerdictReached> verdict = Optional.ofNullable(verdicts.get(key));
    List<TrafficShifted> begun = shifts.getOrDefault(key, List.of());
    Instant until = verdict.map(VerdictReached::getReachedAt).orElse(Instant.MAX);
    Comparator<TrafficShifted> byTime = Comparator.comparing(TrafficShifted::getShiftedAt);
    TrafficShifted shift =
        begun.stream()
            .filter(one -> !one.getShiftedAt().isAfter(until))
            .max(byTime)
            .or(() -> begun.stream().min(byTime))
            .orElseThrow();
    List<MeasurementTaken> taken = measured.getOrDefault(key, List.of());
    return new PastStep(shift, taken, verdict, taken, Optional.ofNullable(last.get(key)));
  }
}
