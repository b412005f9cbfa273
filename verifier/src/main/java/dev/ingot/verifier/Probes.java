package dev.ingot.verifier;

import dev.ingot.events.ArmCounts;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.Probe;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.topics.Ids;
import dev.ingot.pipeline.Printable;
import dev.ingot.pipeline.probe.Probing;
import dev.ingot.verifier.judge.Rule;
import dev.ingot.verifier.judge.Sample;
import dev.ingot.verifier.judge.Series;
import dev.ingot.verifier.judge.Tick;
import dev.ingot.verifier.judge.Vigil;
import dev.ingot.verifier.judge.Watched;
import dev.ingot.verifier.judge.Watched.Against;
import dev.ingot.verifier.sources.Samples;
import dev.ingot.verifier.sources.Slower;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@code verify.probes.every}: probes that are sent again during the step. A tick of one is as long
 * as its interval, and the answer that comes at its end tells of it. Pure: {@link ProbesUnderWay}
 * sends them.
 */
final class Probes {
  private static final String SOURCE = "probe";
  private static final int LONGEST_PATH = 100;

  private Probes() {}

  /**
   * A probe that is sent again.
   *
   * @param number its place in the file, from 1
   */
  record Repeated(int number, Probe probe) {
    /** As the policy names its series. */
    String name() {
      return "probe %d: GET %s".formatted(number, Printable.line(probe.getPath(), LONGEST_PATH));
    }

    Duration every() {
      return Duration.ofMillis(probe.getEvery());
    }

    /** The begin of the last tick that has ended; empty while the first one has not. */
    Optional<Instant> due(TrafficShifted shift, Instant now) {
      long ended = Duration.between(shift.getShiftedAt(), now).dividedBy(every());
      return ended < 1
          ? Optional.empty()
          : Optional.of(shift.getShiftedAt().plus(every().multipliedBy(ended - 1)));
    }

    /** When the tick ends that is open now. */
    Instant next(TrafficShifted shift, Instant now) {
      return due(shift, now)
          .orElse(shift.getShiftedAt().minus(every()))
          .plus(every().multipliedBy(2));
    }
  }

  static List<Repeated> of(TrafficShifted shift) {
    List<Probe> probes = shift.getVerify().getProbes();
    return IntStream.range(0, probes.size())
        .mapToObj(i -> new Repeated(i + 1, probes.get(i)))
        .filter(repeated -> repeated.probe().getEvery() > 0)
        .toList();
  }

  /**
   * One that nothing is known of in its last tick.
   *
   * @param tick its begin
   * @param last begin of the last tick that something is known of; long ago when there is none
   */
  record Due(Repeated probe, Instant tick, Instant last) {}

  /** What there is to send, first what was sent the longest ago: so that each has its turn. */
  static List<Due> due(TrafficShifted shift, List<MeasurementTaken> history, Instant now) {
    return of(shift).stream()
        .flatMap(
            one ->
                one
                    .due(shift, now)
                    .map(tick -> new Due(one, tick, last(announced(one, shift, history))))
                    .stream())
        .filter(due -> due.last().isBefore(due.tick()))
        .sorted(Comparator.comparing(Due::last))
        .toList();
  }

  private static Instant last(List<MeasurementTaken> taken) {
    return taken.isEmpty() ? Instant.MIN : taken.getLast().getTickStart();
  }

  static List<Watched> watched(TrafficShifted shift) {
    return of(shift).stream()
        .map(
            one ->
                new Watched(
                    one.name(),
                    one.every(),
                    "",
                    Against.NOBODY,
                    false,
                    List.of(new Rule.InARow(one.name(), Math.max(1, one.probe().getFailures())))))
        .toList();
  }

  /** The same, taken while the rollout stood. */
  static MeasurementTaken whileStanding(MeasurementTaken taken) {
    String source = Slower.name(SOURCE);
    return MeasurementTaken.newBuilder(taken)
        .setId(
            Ids.event(
                "MeasurementTaken",
                taken.getDeployment().getId(),
                taken.getStep(),
                source,
                taken.getMetric(),
                taken.getTickStart().toEpochMilli()))
        .setSource(source)
        .build();
  }

  /** What the log holds of the probes since the rollout stands, be its rule restored meanwhile. */
  static Stream<Vigil.Stretch> stood(TrafficShifted shift, List<MeasurementTaken> history) {
    List<MeasurementTaken> since = history.stream().filter(Slower::isOne).toList();
    return of(shift).stream()
        .map(one -> new Vigil.Stretch(one.every(), series(one, once(one, shift, since.stream()))));
  }

  /** Whether it tells of a probe. */
  static boolean isOne(MeasurementTaken taken) {
    return taken.getSource().equals(SOURCE) || taken.getSource().equals(Slower.name(SOURCE));
  }

  /** The other series, and what the log holds of the step's probes. */
  static List<Series> beside(
      List<Series> others, TrafficShifted shift, List<MeasurementTaken> history) {
    return Stream.concat(
            others.stream(),
            of(shift).stream().map(one -> series(one, announced(one, shift, history))))
        .toList();
  }

  private static Series series(Repeated one, List<MeasurementTaken> taken) {
    return new Series(
        one.name(),
        taken.stream()
            .map(m -> Tick.of(m.getTickStart(), Samples.decode(m.getCandidate()), Optional.empty()))
            .toList());
  }

  /** Of one probe since the step began, oldest first; the same event twice is one event. */
  static List<MeasurementTaken> announced(
      Repeated one, TrafficShifted shift, List<MeasurementTaken> history) {
    return once(
        one, shift, history.stream().filter(m -> !m.getTickStart().isBefore(shift.getShiftedAt())));
  }

  private static List<MeasurementTaken> once(
      Repeated one, TrafficShifted shift, Stream<MeasurementTaken> history) {
    Map<String, MeasurementTaken> own = new LinkedHashMap<>();
    String name = one.name();
    history
        .filter(m -> isOne(m) && m.getStep() == shift.getStep())
        .filter(m -> m.getMetric().equals(name))
        .sorted(Comparator.comparing(MeasurementTaken::getTickStart))
        .forEach(m -> own.putIfAbsent(m.getId(), m));
    return new ArrayList<>(own.values());
  }

  static MeasurementTaken measurement(
      Repeated one, TrafficShifted shift, Instant tick, Probing.Result result) {
    return MeasurementTaken.newBuilder()
        .setId(
            Ids.event(
                "MeasurementTaken",
                shift.getDeployment().getId(),
                shift.getStep(),
                SOURCE,
                one.name(),
                tick.toEpochMilli()))
        .setDeployment(shift.getDeployment())
        .setStep(shift.getStep())
        .setSource(SOURCE)
        .setMetric(one.name())
        .setTickStart(tick)
        .setTickLength(one.every().toMillis())
        .setCandidate(counts(result))
        .setLive(null)
        .setBefore(false)
        .build();
  }

  private static ArmCounts counts(Probing.Result result) {
    return switch (result) {
      case Probing.Result.Passed passed ->
          Samples.encode(Optional.of(new Sample.Answer(true, "as it must be")));
      case Probing.Result.Failed failed ->
          Samples.encode(Optional.of(new Sample.Answer(false, failed.reason())));
      // That nobody reached the load balancer says nothing about the fleet behind it.
      case Probing.Result.Unreachable unreachable -> Samples.unknown(unreachable.reason());
    };
  }
}
