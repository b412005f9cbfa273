package dev.ingot.verifier;

import dev.ingot.events.ArmCounts;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.SourceKind;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.topics.Ids;
import dev.ingot.verifier.judge.Judgement;
import dev.ingot.verifier.judge.Series;
import dev.ingot.verifier.sources.Asked;
import dev.ingot.verifier.sources.Both;
import dev.ingot.verifier.sources.MeasurementSource;
import dev.ingot.verifier.sources.Samples;
import dev.ingot.verifier.sources.SeriesMemory;
import dev.ingot.verifier.sources.SourceException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Takes the measurements of one step, and remembers those that were taken: the log's are first. */
final class Measuring {
  /** Ticks before the step that a threshold is pinned from: the bake's, between these. */
  private static final int FEWEST_BEFORE = 10;

  private static final int MOST_BEFORE = 60;
  private static final int MOST_NOTES = 3;

  private final TrafficShifted shift;
  private final Map<SourceKind, MeasurementSource> sources;

  Measuring(TrafficShifted shift, Map<SourceKind, MeasurementSource> sources) {
    this.shift = shift;
    this.sources = sources;
  }

  /**
   * What came of a look.
   *
   * @param fresh what was measured now, to be announced
   * @param series all ticks, those of earlier looks included; where the live fleet has no traffic
   *     any more, beside how it was before
   * @param before what is known of the time before the step
   * @param notes why something could not be measured now, for people
   */
  record Taken(
      List<MeasurementTaken> fresh, List<Series> series, Beforehand before, List<String> notes) {

    /** The judgement; where nothing can be said, with the reason why nothing was measured. */
    Judgement told(Judgement judgement) {
      return judgement instanceof Judgement.Inconclusive nothing && !notes.isEmpty()
          ? new Judgement.Inconclusive(
              "%s (%s)"
                  .formatted(
                      nothing.reason(),
                      notes.stream()
                          .distinct()
                          .limit(MOST_NOTES)
                          .collect(Collectors.joining("; "))),
              nothing.findings())
          : judgement;
    }
  }

  /**
   * What came of one series.
   *
   * @param baseline how the live fleet was before the shift
   */
  private record One(
      SeriesMemory memory,
      List<MeasurementTaken> fresh,
      List<MeasurementTaken> baseline,
      Optional<String> note) {}

  /** Measures what is complete by now and was not measured yet. */
  Taken take(List<MeasurementTaken> history, Instant now) {
    List<MeasurementTaken> baseline = new ArrayList<>();
    List<MeasurementTaken> fresh = new ArrayList<>();
    List<Series> series = new ArrayList<>();
    List<SeriesMemory> memories = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (One one : together(Asked.of(shift), asked -> one(asked, history, now))) {
      SeriesMemory memory = one.memory().and(one.fresh());
      baseline.addAll(one.baseline());
      fresh.addAll(one.fresh());
      series.add(memory.series());
      memories.add(memory);
      one.note()
          .or(memory::missing)
          .ifPresent(note -> notes.add(memory.asked().name() + ": " + note));
    }
    List<MeasurementTaken> known =
        Stream.concat(Baseline.announced(shift, history).stream(), baseline.stream()).toList();
    return new Taken(
        Stream.concat(baseline.stream(), fresh.stream()).toList(),
        Baseline.beside(shift, series, known, firstJudged()),
        Beforehand.of(shift, memories, known),
        notes);
  }

  /** When the first tick that is open now will be complete. */
  Instant nextComplete(Instant now) {
    return Asked.of(shift).stream()
        .map(asked -> source(asked))
        .map(s -> floor(now.minus(s.delay()), s.tick()).plus(s.tick()).plus(s.delay()))
        .min(Instant::compareTo)
        .orElse(now);
  }

  /**
   * When the first tick that is judged may begin: with the tick in which the shift fell, so that
   * trouble is seen at once; or, when there is a warm-up, after that.
   */
  Instant firstJudged() {
    long warmup = shift.getVerify().getWarmup();
    return warmup > 0
        ? afterWarmup(shift)
        : Asked.of(shift).stream()
            .map(asked -> begin(source(asked)))
            .min(Instant::compareTo)
            .orElse(shift.getShiftedAt());
  }

  /** A tick that begins within the warm-up, or with its end, is not judged. */
  static Instant afterWarmup(TrafficShifted shift) {
    return shift.getShiftedAt().plusMillis(shift.getVerify().getWarmup() + 1);
  }

  /** The load balancer's series one after the other, then all others at once. */
  static <T> List<T> together(List<Asked> series, Function<Asked, T> measure) {
    List<T> all = new ArrayList<>();
    List<Callable<T>> outside = new ArrayList<>();
    for (Asked asked : series) {
      if (asked.source() == SourceKind.LOAD_BALANCER) {
        all.add(measure.apply(asked));
      } else {
        outside.add(() -> measure.apply(asked));
      }
    }
    if (outside.isEmpty()) {
      return all;
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // Each wait in there has its deadline.
      for (Future<T> one : threads.invokeAll(outside)) {
        all.add(one.get());
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    }
    return all;
  }

  private One one(Asked asked, List<MeasurementTaken> history, Instant now) {
    MeasurementSource source = source(asked);
    SeriesMemory memory = SeriesMemory.of(asked, source.name(), shift.getStep(), history);
    List<MeasurementTaken> fresh = new ArrayList<>();
    List<MeasurementTaken> baseline = List.of();
    try {
      TakeBaseline past = new TakeBaseline(shift, history);
      if (memory.before().isEmpty()) {
        fresh.addAll(before(asked, source, past));
      }
      fresh.addAll(during(source, memory.and(fresh), now));
      baseline = past.of(asked, source, now);
      return new One(memory, fresh, baseline, Optional.empty());
    } catch (SourceException e) {
      return new One(memory, fresh, baseline, Optional.of(String.valueOf(e.getMessage())));
    }
  }

  private List<MeasurementTaken> before(Asked asked, MeasurementSource source, TakeBaseline past) {
    long ticks = Math.clamp(shift.getBake() / source.tick().toMillis(), FEWEST_BEFORE, MOST_BEFORE);
    List<MeasurementTaken> taken = new ArrayList<>();
    source
        .before(asked, thresholdUntil(source), (int) ticks)
        .forEach((start, both) -> taken.add(measurement(asked, source, start, both, true)));
    if (!taken.isEmpty()) {
      past.thresholdOfStepsBefore(asked, source)
          .ifPresent(
              pinned ->
                  taken.addFirst(
                      measurement(
                          asked,
                          source,
                          pinned.getTickStart(),
                          new Both(
                              Samples.unknown(),
                              Optional.ofNullable(pinned.getLive()).map(Samples::told)),
                          true)));
    }
    return taken;
  }

  /**
   * Its ticks are complete when the step begins, so that the first look knows all of them. Where
   * the live fleet is compared as it was before, they come before those that are: a threshold that
   * hangs on what it is to judge would be no fair one.
   */
  private Instant thresholdUntil(MeasurementSource source) {
    return Baseline.isFor(shift) && source.looksBack()
        ? begin(source).minus(source.tick().multipliedBy(Baseline.ticks(shift, source.tick())))
        : floor(shift.getShiftedAt().minus(source.delay()), source.tick());
  }

  /** The complete ticks that come after those that were announced, oldest first. */
  private List<MeasurementTaken> during(
      MeasurementSource source, SeriesMemory memory, Instant now) {
    Instant from =
        memory.during().isEmpty()
            ? begin(source)
            : memory.during().getLast().getTickStart().plus(source.tick());
    Instant complete = floor(now.minus(source.delay()), source.tick());
    Instant most = from.plus(source.tick().multipliedBy(source.mostTicks()));
    Instant to = complete.isBefore(most) ? complete : most;
    if (!from.isBefore(to)) {
      return List.of();
    }
    SortedMap<Instant, Both> measured = source.measure(memory.asked(), from, to, memory.last());
    List<MeasurementTaken> taken = new ArrayList<>();
    for (Instant start = from; start.isBefore(to); start = start.plus(source.tick())) {
      Both both = measured.getOrDefault(start, nothing());
      taken.add(measurement(memory.asked(), source, start, both, false));
    }
    return taken;
  }

  /** Of a tick that the source does not name. */
  Both nothing() {
    boolean compared = shift.getLive() != null && shift.getWeight() < 100;
    return new Both(
        Samples.unknown(), compared ? Optional.of(Samples.unknown()) : Optional.empty());
  }

  MeasurementSource source(Asked asked) {
    MeasurementSource source = sources.get(asked.source());
    if (source == null) {
      throw new IllegalArgumentException(
          "%s is measured by %s, which the plan does not name"
              .formatted(asked.name(), asked.source()));
    }
    return source;
  }

  /** Of the tick in which the shift fell. */
  private Instant begin(MeasurementSource source) {
    return floor(shift.getShiftedAt(), source.tick());
  }

  static Instant floor(Instant time, Duration tick) {
    long length = tick.toMillis();
    return Instant.ofEpochMilli(Math.floorDiv(time.toEpochMilli(), length) * length);
  }

  MeasurementTaken measurement(
      Asked asked, MeasurementSource source, Instant start, Both both, boolean before) {
    ArmCounts live = both.live().orElse(null);
    return MeasurementTaken.newBuilder()
        .setId(
            Ids.event(
                "MeasurementTaken",
                shift.getDeployment().getId(),
                shift.getStep(),
                source.name(),
                asked.name(),
                start.toEpochMilli()))
        .setDeployment(shift.getDeployment())
        .setStep(shift.getStep())
        .setSource(source.name())
        .setMetric(asked.name())
        .setTickStart(start)
        .setTickLength(source.tick().toMillis())
        .setCandidate(both.candidate())
        .setLive(live)
        .setBefore(before)
        .build();
  }
}
