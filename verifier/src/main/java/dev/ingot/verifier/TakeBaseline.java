package dev.ingot.verifier;

import dev.ingot.events.ArmCounts;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.TrafficShifted;
import dev.ingot.verifier.sources.Asked;
import dev.ingot.verifier.sources.Both;
import dev.ingot.verifier.sources.MeasurementSource;
import dev.ingot.verifier.sources.Samples;
import dev.ingot.verifier.sources.Slower;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks once how the live fleet was before a shift that leaves it no traffic. A source that looks
 * back is asked; of one that does not, what was measured of the steps before is taken, and while
 * the rollout stood after them.
 */
final class TakeBaseline {
  /**
   * How much older than the bake what was measured of the steps before may be: while a rollout
   * stands for a night, the hour changes, and with it what users do.
   */
  private static final Duration OLDER = Duration.ofHours(1);

  private final TrafficShifted shift;
  private final List<MeasurementTaken> history;

  TakeBaseline(TrafficShifted shift, List<MeasurementTaken> history) {
    this.shift = shift;
    this.history = history;
  }

  /**
   * What is still to be announced of a series, oldest first: as many ticks as the bake has, up to
   * the one in which the shift fell, which belongs to nobody. Not before the step's first tick is
   * complete, for so are they then.
   *
   * @throws dev.ingot.verifier.sources.SourceException when it cannot be had now
   */
  List<MeasurementTaken> of(Asked asked, MeasurementSource source, Instant now) {
    Duration tick = source.tick();
    Instant first = Measuring.floor(shift.getShiftedAt(), tick);
    boolean begun = Measuring.floor(now.minus(source.delay()), tick).isAfter(first);
    if (!Baseline.isFor(shift) || !asked.compared() || !begun) {
      return List.of();
    }
    List<MeasurementTaken> announced =
        Baseline.announced(shift, history).stream()
            .filter(taken -> taken.getMetric().equals(asked.name()))
            .toList();
    if (!source.looksBack()) {
      return announced.isEmpty() ? ofStepsBefore(asked, source) : List.of();
    }
    int count = Baseline.ticks(shift, tick);
    // A rule that is restored lets the step begin anew, long after that time.
    Instant begin =
        announced.isEmpty()
            ? first.minus(tick.multipliedBy(count))
            : announced.getFirst().getTickStart();
    Instant from = announced.isEmpty() ? begin : announced.getLast().getTickStart().plus(tick);
    Instant end = begin.plus(tick.multipliedBy(count));
    Instant most = from.plus(tick.multipliedBy(source.mostTicks()));
    return from.isBefore(end)
        ? ask(asked, source, from, end.isBefore(most) ? end : most)
        : List.of();
  }

  private List<MeasurementTaken> ask(
      Asked asked, MeasurementSource source, Instant from, Instant to) {
    Map<Instant, Both> known = source.live(asked, from, to);
    List<MeasurementTaken> taken = new ArrayList<>();
    for (Instant start = from; start.isBefore(to); start = start.plus(source.tick())) {
      Optional<ArmCounts> live = Optional.ofNullable(known.get(start)).flatMap(Both::live);
      taken.add(Baseline.tick(shift, source.name(), asked.name(), start, source.tick(), live));
    }
    return taken;
  }

  private List<MeasurementTaken> ofStepsBefore(Asked asked, MeasurementSource source) {
    List<MeasurementTaken> known = knownOfStepsBefore(asked, source);
    List<MeasurementTaken> used = used(known, source);
    if (used.isEmpty() && !known.isEmpty()) {
      return List.of(tooOld(asked, source, known.getLast()));
    }
    return used.stream()
        .map(
            taken ->
                copy(asked, source, taken, Optional.ofNullable(taken.getLive()).map(Samples::told)))
        .toList();
  }

  private MeasurementTaken copy(
      Asked asked, MeasurementSource source, MeasurementTaken taken, Optional<ArmCounts> live) {
    return Baseline.tick(
        shift, source.name(), asked.name(), taken.getTickStart(), source.tick(), live);
  }

  /** One that tells why there are none. */
  private MeasurementTaken tooOld(Asked asked, MeasurementSource source, MeasurementTaken last) {
    String why =
        "the last measurement of its instances that is as long as this step's is of %s, too long"
                .formatted(last.getTickStart())
            + " before the shift";
    return copy(asked, source, last, Optional.of(Samples.unknown(why)));
  }

  /** The latest ones, none of them too old. */
  private List<MeasurementTaken> used(List<MeasurementTaken> known, MeasurementSource source) {
    Instant oldest = shift.getShiftedAt().minusMillis(shift.getBake()).minus(OLDER);
    List<MeasurementTaken> used =
        known.stream().filter(taken -> !taken.getTickStart().isBefore(oldest)).toList();
    return used.subList(
        Math.max(0, used.size() - Baseline.ticks(shift, source.tick())), used.size());
  }

  /**
   * The ticks in which something is known of the fleet that the candidate stood beside, oldest
   * first. Those that were taken while the rollout stood may be longer, and longer ones are no
   * match: what bursts is another thing in them. One that ends after the shift is of nobody.
   */
  private List<MeasurementTaken> knownOfStepsBefore(Asked asked, MeasurementSource source) {
    long tick = source.tick().toMillis();
    return ofStepsBefore(asked, Set.of(source.name(), Slower.name(source.name()))).stream()
        .filter(taken -> !taken.getBefore() && taken.getTickLength() == tick)
        .filter(taken -> !taken.getTickStart().plusMillis(tick).isAfter(shift.getShiftedAt()))
        .filter(taken -> Optional.ofNullable(taken.getLive()).flatMap(Samples::decode).isPresent())
        .toList();
  }

  /**
   * Oldest first; the same event twice is one event.
   *
   * @param named as measurements name the source
   */
  private List<MeasurementTaken> ofStepsBefore(Asked asked, Set<String> named) {
    Set<String> seen = new HashSet<>();
    return history.stream()
        .filter(taken -> taken.getStep() >= 0 && taken.getStep() < shift.getStep())
        .filter(taken -> named.contains(taken.getSource()))
        .filter(taken -> taken.getMetric().equals(asked.name()))
        .filter(taken -> seen.add(taken.getId()))
        .sorted(Comparator.comparing(MeasurementTaken::getTickStart))
        .toList();
  }

  /**
   * What a threshold was pinned from before any of the ticks that are taken of the steps before: it
   * must not hang on what it is to judge.
   */
  Optional<MeasurementTaken> thresholdOfStepsBefore(Asked asked, MeasurementSource source) {
    if (!Baseline.isFor(shift) || !asked.pinned() || source.looksBack()) {
      return Optional.empty();
    }
    int oldest =
        used(knownOfStepsBefore(asked, source), source).stream()
            .mapToInt(MeasurementTaken::getStep)
            .min()
            .orElse(shift.getStep());
    return ofStepsBefore(asked, Set.of(source.name())).stream()
        .filter(taken -> taken.getStep() == oldest && taken.getBefore())
        .filter(taken -> Optional.ofNullable(taken.getLive()).flatMap(Samples::decode).isPresent())
        .findFirst();
  }
}
