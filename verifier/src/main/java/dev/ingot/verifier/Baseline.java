package dev.ingot.verifier;

import dev.ingot.cloud.Telemetry;
import dev.ingot.events.ArmCounts;
import dev.ingot.events.Fleet;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.topics.Ids;
import dev.ingot.verifier.judge.Before;
import dev.ingot.verifier.judge.Sample;
import dev.ingot.verifier.judge.Series;
import dev.ingot.verifier.judge.Tick;
import dev.ingot.verifier.sources.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The live fleet as it was before it lost its traffic, for a step that leaves it none. Asked for
 * once, and announced: from then on the measurements are the memory of it.
 */
final class Baseline {
  /**
   * Times by which more is tolerated than beside a live fleet in the same tick. The hours differ,
   * and with them what the users do; that is no fault of the candidate's.
   */
  static final double DRIFT = 1.25;

  private static final String SOURCE = "load-balancer-before";

  /** Ticks asked for; a longer bake is compared for as long as these last. */
  private static final int MOST_TICKS = 600;

  private final TrafficShifted shift;
  private final Telemetry telemetry;

  Baseline(TrafficShifted shift, Telemetry telemetry) {
    this.shift = shift;
    this.telemetry = telemetry;
  }

  /** Whether the step is one that is compared with how the live fleet was before. */
  static boolean isFor(TrafficShifted shift) {
    return shift.getLive() != null
        && shift.getWeight() == 100
        && shift.getComparedSteps() == shift.getSteps();
  }

  /** Whether it tells of the time before a shift. */
  static boolean isOne(MeasurementTaken taken) {
    return taken.getSource().equals(SOURCE);
  }

  /** What was announced, oldest first; the same event twice is one event. */
  static List<MeasurementTaken> announced(TrafficShifted shift, List<MeasurementTaken> history) {
    return history.stream()
        .filter(m -> m.getStep() == shift.getStep() && isOne(m))
        .collect(Collectors.toMap(MeasurementTaken::getId, Function.identity(), (a, b) -> a))
        .values()
        .stream()
        .sorted(Comparator.comparing(MeasurementTaken::getTickStart))
        .toList();
  }

  /**
   * The series of a step, and of the errors the candidate's ticks each beside one from before;
   * those that nobody knows are left out.
   *
   * @param from the begin of the first tick that is judged: those of a bake that began anew, or of
   *     the warm-up, use up nothing
   */
  static List<Series> beside(
      TrafficShifted shift, List<Series> series, List<MeasurementTaken> before, Instant from) {
    if (!isFor(shift)) {
      return series;
    }
    List<Sample> known =
        before.stream()
            .flatMap(taken -> Optional.ofNullable(taken.getLive()).stream())
            .flatMap(live -> Samples.decode(live).stream())
            .toList();
    return series.stream()
        .map(
            one ->
                one.name().equals(Policies.ERRORS)
                    ? new Series(one.name(), beside(one.ticks(), known, from))
                    : one)
        .toList();
  }

  private static List<Tick> beside(List<Tick> ticks, List<Sample> known, Instant from) {
    List<Tick> judged = ticks.stream().filter(tick -> !tick.start().isBefore(from)).toList();
    return Stream.concat(
            ticks.stream().filter(tick -> tick.start().isBefore(from)),
            Before.beside(judged, known).stream())
        .toList();
  }

  /** As many ticks as the bake has, up to the one in which the shift fell. */
  List<MeasurementTaken> take() {
    Fleet live = shift.getLive();
    Duration tick = telemetry.tick();
    Instant first = Measuring.floor(shift.getShiftedAt(), tick);
    long count = Math.min(MOST_TICKS, Duration.ofMillis(shift.getBake()).dividedBy(tick));
    if (live == null || count == 0) {
      return List.of();
    }
    Instant from = first.minus(tick.multipliedBy(count));
    Map<Instant, Telemetry.Tick> known = new HashMap<>();
    telemetry.ticks(live.getName(), from, first).forEach(t -> known.putIfAbsent(t.start(), t));
    List<MeasurementTaken> taken = new ArrayList<>();
    for (Instant start = from; start.isBefore(first); start = start.plus(tick)) {
      taken.add(
          MeasurementTaken.newBuilder()
              .setId(
                  Ids.event(
                      "MeasurementTaken",
                      shift.getDeployment().getId(),
                      shift.getStep(),
                      SOURCE,
                      Policies.ERRORS,
                      start.toEpochMilli()))
              .setDeployment(shift.getDeployment())
              .setStep(shift.getStep())
              .setSource(SOURCE)
              .setMetric(Policies.ERRORS)
              .setTickStart(start)
              .setTickLength(tick.toMillis())
              .setCandidate(Samples.unknown())
              .setLive(counts(known.get(start)))
              .setBefore(true)
              .build());
    }
    return taken;
  }

  /** Numbers that cannot be are not what the fleet was like. */
  private static ArmCounts counts(Telemetry.@Nullable Tick tick) {
    return Samples.encode(
        Optional.ofNullable(tick)
            .filter(Telemetry.Tick::known)
            .map(known -> new Sample.Counted(known.requests(), known.errors()))
            .filter(counted -> counted.trouble().isEmpty()));
  }
}
