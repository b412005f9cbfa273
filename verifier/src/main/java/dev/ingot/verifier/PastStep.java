package dev.ingot.verifier;

import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.VerifyPlan;
import dev.ingot.verifier.judge.FleetHealth;
import dev.ingot.verifier.judge.Policy;
import dev.ingot.verifier.judge.Series;
import dev.ingot.verifier.sources.Asked;
import dev.ingot.verifier.sources.SeriesMemory;
import dev.ingot.verifier.sources.Slower;
import dev.ingot.verifier.sources.Sources;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A step of a rollout that has been judged, as the log tells it.
 *
 * @param shift the last time that it began
 * @param measured what was measured of it until the verdict, in the order of the log, each once
 * @param verdict this judge's; empty when it was overtaken, or is under way
 * @param stood what was measured after the verdict, while the rollout stood
 * @param last the ROLL_BACK that came of that; empty when none did
 */
record PastStep(
    TrafficShifted shift,
    List<MeasurementTaken> measured,
    Optional<VerdictReached> verdict,
    List<MeasurementTaken> stood,
    Optional<VerdictReached> last) {
  private static final Duration SECOND = Duration.ofSeconds(1);

  PastStep {
    measured = once(measured.stream().filter(taken -> !Slower.isOne(taken)));
    stood = once(stood.stream().filter(Slower::isOne));
  }

  /** One that did not stand, or of which that does not matter. */
  PastStep(
      TrafficShifted shift, List<MeasurementTaken> measured, Optional<VerdictReached> verdict) {
    this(shift, measured, verdict, List.of(), Optional.empty());
  }

  private static List<MeasurementTaken> once(Stream<MeasurementTaken> all) {
    Map<String, MeasurementTaken> once = new LinkedHashMap<>();
    all.forEach(taken -> once.putIfAbsent(taken.getId(), taken));
    return List.copyOf(once.values());
  }

  /** The step under another plan. */
  PastStep under(VerifyPlan verify, boolean early) {
    return new PastStep(
        TrafficShifted.newBuilder(shift).setVerify(verify).setEarly(early).build(),
        measured,
        verdict);
  }

  Policy policy() {
    return Policies.of(
        shift,
        tick(),
        firstJudged(),
        Beforehand.of(shift, memories(), Baseline.announced(shift, measured)));
  }

  /** Every series that the step is judged by, oldest tick first. */
  List<Series> series() {
    return Probes.beside(
        Baseline.beside(
            shift,
            memories().stream().map(SeriesMemory::series).toList(),
            Baseline.announced(shift, measured),
            firstJudged()),
        shift,
        measured);
  }

  /** What the log holds of each; nothing of what another plan asks for and nobody measured. */
  private List<SeriesMemory> memories() {
    return Asked.of(shift).stream()
        .map(
            asked ->
                SeriesMemory.of(asked, Sources.name(asked.source()), shift.getStep(), measured))
        .toList();
  }

  private Stream<MeasurementTaken> during() {
    return measured.stream().filter(taken -> !taken.getBefore());
  }

  /** How the instances were is not in the measurements; they are taken to have been well. */
  FleetHealth health() {
    int size = Math.max(1, shift.getCandidate().getSize());
    return new FleetHealth(size, size, 0, "");
  }

  /** When the last tick ended; the shift where nothing was measured. */
  Instant measuredUntil() {
    return during()
        .map(m -> m.getTickStart().plusMillis(m.getTickLength()))
        .max(Comparator.naturalOrder())
        .orElse(shift.getShiftedAt());
  }

  private Duration tick() {
    return during()
        .filter(m -> m.getMetric().equals(Policies.ERRORS))
        .findFirst()
        .map(m -> Duration.ofMillis(m.getTickLength()))
        .orElse(SECOND);
  }

  private Instant firstJudged() {
    long warmup = shift.getVerify().getWarmup();
    return warmup > 0
        ? Measuring.afterWarmup(shift)
        : during()
            .filter(m -> !Probes.isOne(m))
            .map(m -> Measuring.floor(shift.getShiftedAt(), Duration.ofMillis(m.getTickLength())))
            .min(Comparator.naturalOrder())
            .orElse(shift.getShiftedAt());
  }
}
