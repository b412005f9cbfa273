package dev.ingot.verifier;

import dev.ingot.events.Deployment;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
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
  private final Map<Key, TrafficShifted> shifts = new HashMap<>();
  private final Map<Key, List<MeasurementTaken>> measured = new HashMap<>();
  private final Map<Key, VerdictReached> verdicts = new HashMap<>();

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
      shifts.merge(
          key(shift.getDeployment(), shift.getStep()),
          shift,
          (one, other) -> other.getShiftedAt().isAfter(one.getShiftedAt()) ? other : one);
    }
  }

  void add(MeasurementTaken taken) {
    if (wanted.test(taken.getDeployment())) {
      measured
          .computeIfAbsent(key(taken.getDeployment(), taken.getStep()), step -> new ArrayList<>())
          .add(taken);
    }
  }

  /** The first one counts, as it did then. */
  void add(VerdictReached verdict) {
    if (verdict.getJudge().equals(JudgeStep.JUDGE) && wanted.test(verdict.getDeployment())) {
      verdicts.putIfAbsent(key(verdict.getDeployment(), verdict.getStep()), verdict);
    }
  }

  private static Key key(Deployment deployment, int step) {
    return new Key(deployment.getId(), step);
  }

  /** In the order in which they began. */
  List<PastStep> all() {
    return shifts.entrySet().stream()
        .sorted(
            Map.Entry.comparingByValue(
                Comparator.comparing(TrafficShifted::getShiftedAt)
                    .thenComparing(TrafficShifted::getId)))
        .map(
            step ->
                new PastStep(
                    step.getValue(),
                    measured.getOrDefault(step.getKey(), List.of()),
                    Optional.ofNullable(verdicts.get(step.getKey()))))
        .toList();
  }
}
