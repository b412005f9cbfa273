package dev.ingot.verifier;

import dev.ingot.events.ArmCounts;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.SourceKind;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.topics.Ids;
import dev.ingot.verifier.judge.Before;
import dev.ingot.verifier.judge.Series;
import dev.ingot.verifier.judge.Tick;
import dev.ingot.verifier.judge.Tick.Arm;
import dev.ingot.verifier.sources.Asked;
import dev.ingot.verifier.sources.Samples;
import dev.ingot.verifier.sources.Sources;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The live fleet as it was before it lost its traffic, for a step that leaves it none: of every
 * series that is compared, its ticks from before the shift. Asked for once, and announced: from
 * then on the measurements are the memory of it. Pure; {@link TakeBaseline} asks for them.
 */
final class Baseline {
  /**
   * Times by which more is tolerated than beside a live fleet in the same tick. The hours differ,
   * and with them what the users do; that is no fault of the candidate's.
   */
  static final double DRIFT = 1.25;

  /** Ticks asked for; a longer bake is compared for as long as these last. */
  private static final int MOST_TICKS = 600;

  private static final String SUFFIX = "-before";

  /** Those of the steps before, which are announced all at once. */
  private static final String COPIED = Sources.name(SourceKind.SCRAPE) + SUFFIX;

  private Baseline() {}

  /** Whether the step is one that is compared with how the live fleet was before. */
  static boolean isFor(TrafficShifted shift) {
    return Asked.looksBack(shift);
  }

  /** Whether it tells of the time before a shift, tick by tick. */
  static boolean isOne(MeasurementTaken taken) {
    return taken.getBefore() && taken.getSource().endsWith(SUFFIX);
  }

  /** As many ticks as the bake has, within bounds. */
  static int ticks(TrafficShifted shift, Duration tick) {
    return (int) Math.min(MOST_TICKS, shift.getBake() / tick.toMillis());
  }

  /** What was announced of all series, oldest first; the same event twice is one event. */
  static List<MeasurementTaken> announced(TrafficShifted shift, List<MeasurementTaken> history) {
    return history.stream()
        .filter(m -> m.getStep() == shift.getStep() && isOne(m))
        .collect(Collectors.toMap(MeasurementTaken::getId, Function.identity(), (a, b) -> a))
        .values()
        .stream()
        .sorted(
            Comparator.comparing(MeasurementTaken::getTickStart)
                .thenComparing(MeasurementTaken::getMetric))
        .toList();
  }

  /** A tick of it, as it is announced. */
  static MeasurementTaken tick(
      TrafficShifted shift,
      String source,
      String metric,
      Instant start,
      Duration tick,
      Optional<ArmCounts> live) {
    return MeasurementTaken.newBuilder()
        .setId(
            Ids.event(
                "MeasurementTaken",
                shift.getDeployment().getId(),
                shift.getStep(),
                source + SUFFIX,
                metric,
                start.toEpochMilli()))
        .setDeployment(shift.getDeployment())
        .setStep(shift.getStep())
        .setSource(source + SUFFIX)
        .setMetric(metric)
        .setTickStart(start)
        .setTickLength(tick.toMillis())
        .setCandidate(Samples.unknown())
        .setLive(live.orElseGet(Samples::unknown))
        .setBefore(true)
        .build();
  }

  /**
   * The series of a step, the candidate's ticks each beside one from before, where they are
   * compared with that; those that nobody knows are left out.
   *
   * @param from the begin of the first tick that is judged: those of a bake that began anew, or of
   *     the warm-up, use up nothing
   */
  static List<Series> beside(
      TrafficShifted shift, List<Series> series, List<MeasurementTaken> before, Instant from) {
    if (!isFor(shift)) {
      return series;
    }
    Map<String, List<MeasurementTaken>> byMetric =
        before.stream().collect(Collectors.groupingBy(MeasurementTaken::getMetric));
    return series.stream()
        .map(
            one ->
                new Series(
                    one.name(),
                    beside(
                        one.ticks(),
                        known(shift, byMetric.getOrDefault(one.name(), List.of())),
                        from)))
        .toList();
  }

  /**
   * Nothing, as long as some of them are still to be asked for: which tick stands beside which must
   * not change from look to look.
   */
  private static List<Arm> known(TrafficShifted shift, List<MeasurementTaken> ticks) {
    return isWhole(shift, ticks)
        ? ticks.stream().flatMap(taken -> arm(taken).stream()).toList()
        : List.of();
  }

  /** The series of which the source was asked for every tick, whatever it knew. */
  static Set<String> asked(TrafficShifted shift, List<MeasurementTaken> before) {
    return before.stream()
        .collect(Collectors.groupingBy(MeasurementTaken::getMetric))
        .entrySet()
        .stream()
        .filter(one -> isWhole(shift, one.getValue()))
        .filter(one -> !one.getValue().getFirst().getSource().equals(COPIED))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Why a series is not compared, though it might have been: what is known of it is too old. */
  static Map<String, String> aside(List<MeasurementTaken> before) {
    Map<String, String> aside = new HashMap<>();
    for (MeasurementTaken taken : before) {
      ArmCounts live = taken.getLive();
      if (taken.getSource().equals(COPIED) && live != null && !live.getMissing().isEmpty()) {
        aside.put(taken.getMetric(), live.getMissing());
      }
    }
    return aside;
  }

  private static boolean isWhole(TrafficShifted shift, List<MeasurementTaken> ticks) {
    return !ticks.isEmpty()
        && (ticks.getFirst().getSource().equals(COPIED)
            || ticks.size() >= ticks(shift, Duration.ofMillis(ticks.getFirst().getTickLength())));
  }

  private static Optional<Arm> arm(MeasurementTaken taken) {
    return Optional.ofNullable(taken.getLive())
        .flatMap(live -> Samples.arm(live, taken.getTickStart()));
  }

  private static List<Tick> beside(List<Tick> ticks, List<Arm> known, Instant from) {
    List<Tick> judged = ticks.stream().filter(tick -> !tick.start().isBefore(from)).toList();
    return Stream.concat(
            ticks.stream().filter(tick -> tick.start().isBefore(from)),
            Before.beside(judged, known).stream())
        .toList();
  }
}
