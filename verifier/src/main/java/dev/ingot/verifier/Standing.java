package dev.ingot.verifier;

import dev.ingot.cloud.CloudException;
import dev.ingot.events.Fallback;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.SourceKind;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.pipeline.Gates;
import dev.ingot.verifier.judge.FleetHealth;
import dev.ingot.verifier.judge.Judgement;
import dev.ingot.verifier.judge.Policy;
import dev.ingot.verifier.judge.Vigil;
import dev.ingot.verifier.judge.Vigil.Stretch;
import dev.ingot.verifier.sources.Asked;
import dev.ingot.verifier.sources.Both;
import dev.ingot.verifier.sources.MeasurementSource;
import dev.ingot.verifier.sources.SeriesMemory;
import dev.ingot.verifier.sources.Slower;
import dev.ingot.verifier.sources.SourceException;
import dev.ingot.verifier.sources.Sources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A rollout that stands after the verdict on its step: measured on at a slower pace, since it may
 * be for days, and judged by what the log holds of that.
 */
final class Standing {
  private static final Logger LOG = LoggerFactory.getLogger(Standing.class);

  /** Nobody has answered yet, and soon somebody will. */
  private static final Duration FIRST = Duration.ofSeconds(5);

  /** After that the log grows by less than three thousand ticks a day and series. */
  private static final Duration LATER = Duration.ofSeconds(30);

  private static final Duration SOON = Duration.ofHours(1);

  private final TrafficShifted shift;
  private final Instant since;
  private final Function<Asked, MeasurementSource> sources;
  private final Measuring measuring;

  /**
   * @param since when the verdict was reached
   */
  Standing(TrafficShifted shift, Instant since, Map<SourceKind, MeasurementSource> sources) {
    this.shift = shift;
    this.since = since;
    this.measuring = new Measuring(shift, sources);
    this.sources = measuring::source;
  }

  /** What may take it back: at 100 % nobody is beside the candidate, and limits alone hold. */
  private static List<Asked> asked(TrafficShifted shift) {
    boolean beside = shift.getLive() != null && shift.getWeight() < 100;
    return Asked.of(shift).stream()
        .filter(one -> isLimited(one) || (beside && one.compared()))
        .toList();
  }

  private static boolean isLimited(Asked one) {
    return one.metric()
        .map(metric -> metric.getLimit() != null)
        .orElse(one.name().equals(Asked.ERRORS));
  }

  /** Measures what is complete by now and was not measured yet; what cannot be had is left out. */
  List<MeasurementTaken> take(List<MeasurementTaken> history, Instant now) {
    return Measuring.together(asked(shift), asked -> take(asked, history, now)).stream()
        .flatMap(List::stream)
        .toList();
  }

  private List<MeasurementTaken> take(Asked asked, List<MeasurementTaken> history, Instant now) {
    Paces paces = Paces.of(sources.apply(asked), since);
    SeriesMemory stood = stood(asked, shift, history);
    SeriesMemory judged =
        SeriesMemory.of(asked, Sources.name(asked.source()), shift.getStep(), history);
    Instant from =
        stood.during().isEmpty() ? paces.begin(judged.during()) : end(stood.during().getLast());
    Slower pace = paces.at(from);
    Instant to = paces.complete(pace, from, now);
    List<MeasurementTaken> taken = new ArrayList<>();
    if (!from.isBefore(to)) {
      return taken;
    }
    try {
      SortedMap<Instant, Both> measured =
          pace.measure(asked, from, to, stood.last().or(judged::last));
      for (Instant start = from; start.isBefore(to); start = start.plus(pace.tick())) {
        Both both = measured.getOrDefault(start, measuring.nothing());
        taken.add(measuring.measurement(asked, pace, start, both, false));
      }
    } catch (SourceException e) {
      // The next look tries again: a source that is away says nothing about the candidate.
    } catch (CloudException e) {
      tell(shift, e);
    }
    return taken;
  }

  /**
   * The next look tries again, however often: to give it up would be to look away, perhaps for the
   * night. What does not pass by itself somebody has to mend.
   */
  static void tell(TrafficShifted shift, CloudException e) {
    if (!e.passes()) {
      LOG.warn(
          "deployment={} stage=verifier stands at {} % and cannot be watched as it should be: {}",
          shift.getDeployment().getId(), shift.getWeight(), e.getMessage());
    }
  }

  /**
   * What has to be said when nobody can watch it any more: what the pipeline file has become of a
   * step that a judge cannot tell about. Empty where it is to stand until people decide; then the
   * log tells them.
   */
  static Optional<VerdictReached> giveUp(
      TrafficShifted shift, String judge, String why, Instant now) {
    if (shift.getVerify().getInconclusive() == Fallback.PAUSE) {
      LOG.warn(
          "deployment={} stage=verifier stands at {} % and is watched no longer: {}; approve, resume or abort it",
          shift.getDeployment().getId(), shift.getWeight(), why);
      return Optional.empty();
    }
    Judgement.RollBack back =
        new Judgement.RollBack("it cannot be watched any more: " + why, List.of());
    return Optional.of(Verdicts.whileStanding(shift, judge, back, now));
  }

  /**
   * When to look again: when the first tick that is open now will be complete, or at once while an
   * absence is caught up with. What could not be measured at this look is not waited for in haste.
   *
   * @param fresh what was measured at this look
   */
  Instant next(List<MeasurementTaken> fresh, Instant now) {
    return asked(shift).stream().anyMatch(asked -> isBehind(asked, fresh, now))
        ? now
        : nextComplete(now);
  }

  private boolean isBehind(Asked asked, List<MeasurementTaken> fresh, Instant now) {
    List<MeasurementTaken> taken = stood(asked, shift, fresh).during();
    if (taken.isEmpty()) {
      return false;
    }
    Paces paces = Paces.of(sources.apply(asked), since);
    Instant from = end(taken.getLast());
    return from.isBefore(paces.complete(paces.at(from), from, now));
  }

  private Instant nextComplete(Instant now) {
    return asked(shift).stream()
        .map(asked -> Paces.of(sources.apply(asked), since).nextComplete(now))
        .min(Instant::compareTo)
        .orElse(now.plus(LATER));
  }

  /**
   * What has to be said now.
   *
   * @param step what the log holds of it and of the time since
   * @param fresh what was measured at this look
   * @param health of the instances now
   */
  static Optional<Judgement.RollBack> judge(
      PastStep step, List<MeasurementTaken> fresh, FleetHealth health) {
    if (health.expected() > 0 && health.healthy() == 0) {
      return Optional.of(
          new Judgement.RollBack(
              "none of %d instances is healthy%s"
                  .formatted(
                      health.expected(), health.words().isEmpty() ? "" : ": " + health.words()),
              List.of()));
    }
    return fresh.stream()
        .map(MeasurementTaken::getTickStart)
        .min(Instant::compareTo)
        .flatMap(
            first ->
                seen(step, Stream.concat(step.stood().stream(), fresh.stream()).toList(), first));
  }

  private static Optional<Judgement.RollBack> seen(
      PastStep step, List<MeasurementTaken> stood, Instant fresh) {
    Policy policy = step.policy();
    List<Stretch> stretches =
        Stream.concat(
                asked(step.shift()).stream()
                    .flatMap(asked -> stretches(stood(asked, step.shift(), stood))),
                Probes.stood(step.shift(), stood))
            .toList();
    return Vigil.judge(policy, Gates.WHILE_STANDING, stretches, fresh);
  }

  /** What was to be said of a past step, by what was measured while it stood. */
  static Optional<Judgement.RollBack> judge(PastStep step) {
    return seen(step, step.stood(), Instant.MIN);
  }

  private static SeriesMemory stood(
      Asked asked, TrafficShifted shift, List<MeasurementTaken> history) {
    return SeriesMemory.of(
        asked, Slower.name(Sources.name(asked.source())), shift.getStep(), history);
  }

  /** By the lengths of their ticks, which only grow. */
  private static Stream<Stretch> stretches(SeriesMemory stood) {
    return stood.during().stream()
        .collect(
            Collectors.groupingBy(
                MeasurementTaken::getTickLength, LinkedHashMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .map(
            each ->
                new Stretch(
                    Duration.ofMillis(each.getKey()),
                    new SeriesMemory(stood.asked(), List.of(), each.getValue()).series()));
  }

  private static Instant end(MeasurementTaken taken) {
    return taken.getTickStart().plusMillis(taken.getTickLength());
  }

  /**
   * How often a source is asked.
   *
   * @param change from when on it is asked less often
   */
  private record Paces(Slower first, Slower later, Instant since, Instant change) {
    static Paces of(MeasurementSource source, Instant since) {
      Slower first = Slower.of(source, source.tick(), FIRST);
      Slower later = Slower.of(source, first.tick(), LATER);
      return new Paces(first, later, since, ceiling(since.plus(SOON), later.tick()));
    }

    Slower at(Instant time) {
      return time.isBefore(change) ? first : later;
    }

    /** After the last tick that the verdict could know of, so that none counts twice. */
    Instant begin(List<MeasurementTaken> judged) {
      return judged.isEmpty()
          ? Measuring.floor(since, first.tick())
          : ceiling(end(judged.getLast()), first.tick());
    }

    /** The end of what can be measured at once. */
    Instant complete(Slower pace, Instant from, Instant now) {
      return Stream.of(
              Measuring.floor(now.minus(pace.delay()), pace.tick()),
              from.plus(pace.tick().multipliedBy(pace.mostTicks())),
              from.isBefore(change) ? change : Instant.MAX)
          .min(Instant::compareTo)
          .orElse(from);
    }

    Instant nextComplete(Instant now) {
      Instant told = now.minus(first.delay());
      Slower pace = at(told);
      return Measuring.floor(told, pace.tick()).plus(pace.tick()).plus(pace.delay());
    }

    private static Instant ceiling(Instant time, Duration tick) {
      return Measuring.floor(time.plus(tick).minusMillis(1), tick);
    }
  }
}
