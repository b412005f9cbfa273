package dev.ingot.verifier;

import dev.ingot.cloud.Telemetry;
import dev.ingot.events.ArmCounts;
import dev.ingot.events.Fleet;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.topics.Ids;
import dev.ingot.verifier.judge.Sample;
import dev.ingot.verifier.judge.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Takes the measurements of one step from the load balancer's telemetry. */
final class Measuring {
  private static final String SOURCE = "load-balancer";
  private static final String METRIC = "errors";

  /** Ticks asked for in one look: a long absence is caught up in several. */
  private static final int MOST_TICKS = 600;

  private final TrafficShifted shift;
  private final Telemetry telemetry;

  Measuring(TrafficShifted shift, Telemetry telemetry) {
    this.shift = shift;
    this.telemetry = telemetry;
  }

  Duration tickLength() {
    return telemetry.tick();
  }

  /** What was announced of this step, oldest first; the same event twice is one event. */
  List<MeasurementTaken> ofThisStep(List<MeasurementTaken> history) {
    return history.stream()
        .filter(m -> m.getStep() == shift.getStep() && m.getSource().equals(SOURCE))
        .collect(Collectors.toMap(MeasurementTaken::getId, Function.identity(), (a, b) -> a))
        .values()
        .stream()
        .sorted(Comparator.comparing(MeasurementTaken::getTickStart))
        .toList();
  }

  /** The complete ticks that come after those that were announced, oldest first. */
  List<MeasurementTaken> since(List<MeasurementTaken> before, Instant now) {
    Instant from =
        before.isEmpty()
            ? firstTick()
            : before.get(before.size() - 1).getTickStart().plus(tickLength());
    Instant to = floor(now.minus(telemetry.delay()));
    Instant most = from.plus(tickLength().multipliedBy(MOST_TICKS));
    if (!from.isBefore(to)) {
      return List.of();
    }
    Instant until = to.isBefore(most) ? to : most;
    Map<Instant, Telemetry.Tick> candidate = ticks(shift.getCandidate(), from, until);
    Optional<Map<Instant, Telemetry.Tick>> live =
        Optional.ofNullable(shift.getLive())
            .filter(fleet -> shift.getWeight() < 100)
            .map(fleet -> ticks(fleet, from, until));
    List<MeasurementTaken> taken = new ArrayList<>();
    for (Instant start = from; start.isBefore(until); start = start.plus(tickLength())) {
      Instant tick = start;
      taken.add(
          measurement(
              tick, counts(candidate.get(tick)), live.map(m -> counts(m.get(tick))).orElse(null)));
    }
    return taken;
  }

  /** When the tick that is open now will be complete. */
  Instant nextComplete(Instant now) {
    return floor(now.minus(telemetry.delay())).plus(tickLength()).plus(telemetry.delay());
  }

  /** Counts as the judge takes them. What the source did not know stays unknown. */
  static Tick tick(MeasurementTaken taken) {
    return Tick.of(
        taken.getTickStart(),
        known(taken.getCandidate()),
        Optional.ofNullable(taken.getLive()).flatMap(Measuring::known));
  }

  private static Optional<Sample> known(ArmCounts arm) {
    return arm.getKnown()
        ? Optional.of(new Sample.Counted(arm.getRequests(), arm.getErrors()))
        : Optional.empty();
  }

  /** The tick in which the shift fell, so that trouble is seen at once. */
  Instant firstTick() {
    return floor(shift.getShiftedAt());
  }

  /** The same, unless there is a warm-up: then the first tick that begins after it. */
  Instant firstJudged() {
    return firstJudged(shift, tickLength());
  }

  static Instant firstJudged(TrafficShifted shift, Duration tick) {
    long warmup = shift.getVerify().getWarmup();
    return warmup > 0
        ? floor(shift.getShiftedAt().plusMillis(warmup), tick).plus(tick)
        : floor(shift.getShiftedAt(), tick);
  }

  private Instant floor(Instant time) {
    return floor(time, tickLength());
  }

  private static Instant floor(Instant time, Duration length) {
    long tick = length.toMillis();
    return Instant.ofEpochMilli(Math.floorDiv(time.toEpochMilli(), tick) * tick);
  }

  private Map<Instant, Telemetry.Tick> ticks(Fleet fleet, Instant from, Instant to) {
    return telemetry.ticks(fleet.getName(), from, to).stream()
        .collect(Collectors.toMap(Telemetry.Tick::start, Function.identity(), (a, b) -> a));
  }

  /** A source is not believed when its numbers cannot be. */
  static ArmCounts counts(Telemetry.@Nullable Tick tick) {
    boolean known =
        tick != null
            && tick.known()
            && tick.requests() >= 0
            && tick.errors() >= 0
            && tick.errors() <= tick.requests();
    return ArmCounts.newBuilder()
        .setRequests(tick != null && known ? tick.requests() : 0)
        .setErrors(tick != null && known ? tick.errors() : 0)
        .setKnown(known)
        .build();
  }

  private MeasurementTaken measurement(
      Instant start, ArmCounts candidate, @Nullable ArmCounts live) {
    return MeasurementTaken.newBuilder()
        .setId(
            Ids.event(
                "MeasurementTaken",
                shift.getDeployment().getId(),
                shift.getStep(),
                SOURCE,
                METRIC,
                start.toEpochMilli()))
        .setDeployment(shift.getDeployment())
        .setStep(shift.getStep())
        .setSource(SOURCE)
        .setMetric(METRIC)
        .setTickStart(start)
        .setTickLength(tickLength().toMillis())
        .setCandidate(candidate)
        .setLive(live)
        .build();
  }
}
