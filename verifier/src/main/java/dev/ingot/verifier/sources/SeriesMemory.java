package dev.ingot.verifier.sources;

import dev.ingot.events.ArmCounts;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.Worse;
import dev.ingot.verifier.judge.Instances;
import dev.ingot.verifier.judge.Sample;
import dev.ingot.verifier.judge.Series;
import dev.ingot.verifier.judge.Tick;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the log holds of one series of one step: all that is judged, so that whoever takes over
 * judges the same.
 *
 * @param before of the time before the step, oldest first
 * @param during of the step, oldest first
 */
public record SeriesMemory(
    Asked asked, List<MeasurementTaken> before, List<MeasurementTaken> during) {
  public SeriesMemory {
    before = List.copyOf(before);
    during = List.copyOf(during);
  }

  /**
   * Out of the history of a deployment; the same event twice is one event.
   *
   * @param source as measurements name it
   */
  public static SeriesMemory of(
      Asked asked, String source, int step, List<MeasurementTaken> history) {
    Map<String, MeasurementTaken> own = new LinkedHashMap<>();
    history.stream()
        .filter(m -> m.getStep() == step)
        .filter(m -> m.getSource().equals(source) && m.getMetric().equals(asked.name()))
        .sorted(Comparator.comparing(MeasurementTaken::getTickStart))
        .forEach(m -> own.putIfAbsent(m.getId(), m));
    return new SeriesMemory(
        asked,
        own.values().stream().filter(MeasurementTaken::getBefore).toList(),
        own.values().stream().filter(m -> !m.getBefore()).toList());
  }

  /** With what was measured since. */
  public SeriesMemory and(List<MeasurementTaken> fresh) {
    return new SeriesMemory(
        asked,
        Stream.concat(before.stream(), fresh.stream().filter(MeasurementTaken::getBefore)).toList(),
        Stream.concat(during.stream(), fresh.stream().filter(m -> !m.getBefore())).toList());
  }

  /** The measurement that the next one goes on from. */
  public Optional<Both> last() {
    return (during.isEmpty() ? before : during).stream().reduce((a, b) -> b).map(Both::of);
  }

  /** Why nothing is known of the last tick; empty when something is, or nobody says. */
  public Optional<String> missing() {
    return last()
        .map(
            both ->
                both.candidate().getMissing().isEmpty()
                    ? both.live().map(ArmCounts::getMissing).orElse("")
                    : both.candidate().getMissing())
        .filter(why -> !why.isEmpty());
  }

  /** As the judge takes it. */
  public Series series() {
    List<Tick> ticks = new ArrayList<>();
    for (MeasurementTaken taken : during) {
      Both both = Both.of(taken);
      ticks.add(
          new Tick(
              taken.getTickStart(),
              Samples.arm(both.candidate(), taken.getTickStart()),
              both.live().flatMap(live -> Samples.arm(live, taken.getTickStart()))));
    }
    return new Series(asked.name(), ticks);
  }

  /**
   * The live fleet's values before the step, without those of the instance that is worst where
   * instances are told apart; empty when nothing is known of them.
   */
  public Optional<Sample> pinned() {
    Map<Instant, Sample> known = new LinkedHashMap<>();
    before.forEach(
        taken ->
            Both.of(taken)
                .live()
                .flatMap(this::values)
                .ifPresent(sample -> known.put(taken.getTickStart(), sample)));
    Optional<Sample> sum = Optional.empty();
    for (Sample next : known.values()) {
      sum = Optional.of(sum.isEmpty() ? next : plus(sum.get(), next));
    }
    return sum;
  }

  private Optional<Sample> values(ArmCounts live) {
    Optional<Sample> all = Samples.decode(live);
    return asked
        .metric()
        .flatMap(
            metric ->
                all.map(
                    values ->
                        Instances.withoutWorst(
                            values,
                            Samples.instances(live),
                            metric.getQuantile(),
                            metric.getWorse() != Worse.LOWER)))
        .or(() -> all);
  }

  private static Sample plus(Sample one, Sample other) {
    if (one instanceof Sample.Broken || one instanceof Sample.Quantiles) {
      return one;
    }
    if (one instanceof Sample.Spread a && other instanceof Sample.Spread b) {
      return a.values().sameBuckets(b.values())
          ? new Sample.Spread(a.values().plus(b.values()))
          : new Sample.Broken("the histogram has other buckets");
    }
    return other;
  }
}
