package dev.ingot.verifier;

import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.VerifyPlan;
import dev.ingot.verifier.judge.FleetHealth;
import dev.ingot.verifier.judge.Policy;
import dev.ingot.verifier.judge.Series;
import dev.ingot.verifier.judge.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A step of a rollout that has been judged, as the log tells it.
 *
 * @param shift the last time that it began
 * @param measured what was measured of it, in the order of the log, each once
 * @param verdict this judge's; empty when it was overtaken, or is under way
 */
record PastStep(
    TrafficShifted shift, List<MeasurementTaken> measured, Optional<VerdictReached> verdict) {
  private static final Duration SECOND = Duration.ofSeconds(1);

  PastStep {
    Map<String, MeasurementTaken> once = new LinkedHashMap<>();
    measured.forEach(taken -> once.putIfAbsent(taken.getId(), taken));
    measured = List.copyOf(once.values());
  }

  /** The step under another plan. */
  PastStep under(VerifyPlan verify, boolean early) {
    return new PastStep(
        TrafficShifted.newBuilder(shift).setVerify(verify).setEarly(early).build(),
        measured,
        verdict);
  }

  Policy policy() {
    return Policies.of(shift, tick(), firstJudged(), Map.of());
  }

  /** Every series, oldest tick first. */
  List<Series> series() {
    Map<String, List<MeasurementTaken>> byMetric = new TreeMap<>();
    own().forEach(m -> byMetric.computeIfAbsent(m.getMetric(), name -> new ArrayList<>()).add(m));
    List<Series> all = new ArrayList<>();
    byMetric.forEach((metric, taken) -> all.add(new Series(metric, ticks(metric, taken))));
    return all;
  }

  private List<Tick> ticks(String metric, List<MeasurementTaken> taken) {
    List<Tick> ticks =
        taken.stream()
            .sorted(Comparator.comparing(MeasurementTaken::getTickStart))
            .map(Measuring::tick)
            .toList();
    return metric.equals(Policies.ERRORS) && Baseline.isFor(shift)
        ? Baseline.beside(ticks, Baseline.announced(shift, measured))
        : ticks;
  }

  private List<MeasurementTaken> own() {
    return measured.stream().filter(taken -> !Baseline.isOne(taken)).toList();
  }

  /** How the instances were is not in the measurements; they are taken to have been well. */
  FleetHealth health() {
    int size = Math.max(1, shift.getCandidate().getSize());
    return new FleetHealth(size, size, 0, "");
  }

  /** When the last tick ended; the shift where nothing was measured. */
  Instant measuredUntil() {
    return own().stream()
        .map(m -> m.getTickStart().plusMillis(m.getTickLength()))
        .max(Comparator.naturalOrder())
        .orElse(shift.getShiftedAt());
  }

  private Duration tick() {
    return own().stream()
        .filter(m -> m.getMetric().equals(Policies.ERRORS))
        .findFirst()
        .map(m -> Duration.ofMillis(m.getTickLength()))
        .orElse(SECOND);
  }

  private Instant firstJudged() {
    return Measuring.firstJudged(shift, tick());
  }
}
