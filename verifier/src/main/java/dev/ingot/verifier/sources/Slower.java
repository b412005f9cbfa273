package dev.ingot.verifier.sources;

import dev.ingot.events.ArmCounts;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.verifier.judge.Distribution;
import dev.ingot.verifier.judge.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A source whose ticks are several of another one's: of a rollout that stands, perhaps for days,
 * the log shall not hold every second. Nothing is left out but, beside what is known of both
 * fleets, the smaller part that is known of one.
 */
public final class Slower implements MeasurementSource {
  private static final String SUFFIX = "-standing";

  private final MeasurementSource source;
  private final int times;

  private Slower(MeasurementSource source, int times) {
    this.source = source;
    this.times = times;
  }

  /**
   * With the fewest of its ticks, and a whole number of {@code within}, that are as long as that.
   *
   * @param within a shorter pace of the same source, whose ticks are not to be cut
   */
  public static Slower of(MeasurementSource source, Duration within, Duration least) {
    int step = Math.toIntExact(within.dividedBy(source.tick()));
    int steps = Math.toIntExact((least.toMillis() + within.toMillis() - 1) / within.toMillis());
    return new Slower(source, step * Math.max(1, steps));
  }

  /** As measurements name a source while the rollout stands. */
  public static String name(String source) {
    return source + SUFFIX;
  }

  /** Whether it was taken while the rollout stood. */
  public static boolean isOne(MeasurementTaken taken) {
    return taken.getSource().endsWith(SUFFIX);
  }

  @Override
  public String name() {
    return name(source.name());
  }

  @Override
  public Duration tick() {
    return source.tick().multipliedBy(times);
  }

  @Override
  public Duration delay() {
    return source.delay();
  }

  @Override
  public int mostTicks() {
    return Math.max(1, source.mostTicks() / times);
  }

  @Override
  public SortedMap<Instant, Both> measure(
      Asked asked, Instant from, Instant to, Optional<Both> last) {
    SortedMap<Instant, List<Both>> parts = new TreeMap<>();
    source
        .measure(asked, from, to, last)
        .forEach(
            (start, both) ->
                parts
                    .computeIfAbsent(begin(from, start), begin -> new ArrayList<>(times))
                    .add(both));
    SortedMap<Instant, Both> wholes = new TreeMap<>();
    parts.forEach((start, all) -> wholes.put(start, together(all)));
    return wholes;
  }

  private Instant begin(Instant from, Instant start) {
    return from.plus(tick().multipliedBy(Duration.between(from, start).dividedBy(tick())));
  }

  /** What thresholds are pinned from was measured before the step. */
  @Override
  public SortedMap<Instant, Both> before(Asked asked, Instant end, int ticks) {
    return new TreeMap<>();
  }

  @Override
  public boolean looksBack() {
    return false;
  }

  /** A rollout that stands is not held against the time before the shift: the step was. */
  @Override
  public SortedMap<Instant, Both> live(Asked asked, Instant from, Instant to) {
    return new TreeMap<>();
  }

  /**
   * Of the ticks that tell of both fleets. Where those are fewer than half of what is known of the
   * candidate, of all that is: its limits can do without the live fleet, and a comparison cannot
   * take what both did at different times.
   */
  static Both together(List<Both> parts) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    List<Both> known = parts.stream().filter(both -> isKnown(both.candidate())).toList();
    if (known.isEmpty()) {
      return parts.getLast();
    }
    List<Both> beside =
        known.stream()
            .filter(both -> both.live().filter(live -> !isKnown(live)).isEmpty())
            .toList();
    return 2 * beside.size() < known.size()
        ? new Both(
            candidate(known),
            known.stream()
                .flatMap(both -> both.live().stream())
                .filter(live -> !isKnown(live))
                .reduce((one, other) -> other)
                .map(live -> Samples.unknown(live.getMissing())))
        : new Both(
            candidate(beside),
            beside.getFirst().live().isEmpty()
                ? Optional.empty()
                : Optional.of(sum(beside.stream().flatMap(b -> b.live().stream()).toList())));
  }

  private static ArmCounts candidate(List<Both> parts) {
    return sum(parts.stream().map(Both::candidate).toList());
  }

  private static boolean isKnown(ArmCounts arm) {
    Predicate<Sample> odd = Sample.Broken.class::isInstance;
    return Samples.decode(arm).filter(odd.negate()).isPresent();
  }

  /** Of ticks that are known; of quantiles, which have no sum, the last. */
  private static ArmCounts sum(List<ArmCounts> arms) {
    return arms.size() == 1
        ? arms.getFirst()
        : Samples.encode(
            arms.stream().flatMap(arm -> Samples.decode(arm).stream()).reduce(Slower::plus));
  }

  private static Sample plus(Sample one, Sample other) {
    if (one instanceof Sample.Counted a && other instanceof Sample.Counted b) {
      return new Sample.Counted(a.total() + b.total(), a.count() + b.count());
    }
    if (one instanceof Sample.Spread(Distribution a)
        && other instanceof Sample.Spread(Distribution b)) {
      return a.sameBuckets(b)
          ? new Sample.Spread(a.plus(b))
          : new Sample.Broken("the histogram has other buckets");
    }
    return one instanceof Sample.Broken ? one : other;
  }
}
