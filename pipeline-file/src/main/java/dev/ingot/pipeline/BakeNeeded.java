package dev.ingot.pipeline;

import static dev.ingot.events.SourceKind.LOAD_BALANCER;

import dev.ingot.events.Probe;
import dev.ingot.events.SourceKind;
import dev.ingot.events.VerifyPlan;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What each step's bake must be at the least: enough ticks of its slowest source, and the floor.
 */
final class BakeNeeded {
  private static final int WHOLE = 100;

  private final List<Integer> steps;
  private final VerifyPlan verify;
  private final Scope scope;
  private final double evidence;
  private final Duration warmup;
  private final Map<SourceKind, Duration> ticks = new LinkedHashMap<>();
  private final Map<SourceKind, Duration> compared = new LinkedHashMap<>();

  BakeNeeded(List<Integer> steps, VerifyPlan verify, Scope scope) {
    this.steps = steps;
    this.verify = verify;
    this.scope = scope;
    int below = (int) steps.stream().filter(weight -> weight < WHOLE).count();
    this.evidence = Gates.of(verify).evidenceNeeded(steps.size(), below, verify.getAlpha());
    this.warmup = Duration.ofMillis(verify.getWarmup());
    verify
        .getSources()
        .forEach(source -> ticks.put(source.getKind(), Duration.ofMillis(source.getEvery())));
    if (verify.getSources().isEmpty()) {
      ticks.put(LOAD_BALANCER, scope.environment().tick());
    }
    compared.putAll(ticks);
    // A source that is only asked for limits needs no more ticks than a limit does.
    compared.keySet().retainAll(Lookback.compared(verify));
  }

  /**
   * One per step, for a file that names none. A rollout in one step would be compared with nobody
   * if it were not given the time to be compared with how the live fleet was before.
   */
  List<Duration> all() {
    return steps.size() == 1 && verify.getMinRequests() > 0
        ? List.of(longer(of(steps.getFirst()), blueGreen()))
        : steps.stream().map(this::of).toList();
  }

  private Duration blueGreen() {
    Lookback back =
        new Lookback(
            verify,
            ticks.getOrDefault(LOAD_BALANCER, Duration.ZERO),
            Gates.of(verify).evidenceNeeded(1, 1, verify.getAlpha()));
    return compared.keySet().stream()
        .filter(kind -> back.obstacle(kind, back.bake(kind), true).isEmpty())
        .map(back::bake)
        .reduce(Duration.ZERO, BakeNeeded::longer);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** What is wrong with the bakes, naming the one that is needed. */
  Optional<String> tooShort(List<Duration> bakes) {
    for (int i = 0; i < Math.min(bakes.size(), steps.size()); i++) {
      Duration needed = of(steps.get(i));
      if (bakes.get(i).compareTo(needed) < 0) {
        return Optional.of(tooShort(steps.get(i), bakes.get(i), needed));
      }
    }
    return Optional.empty();
  }

  private Duration of(int weight) {
    Duration longest = longer(ofProbes(), scope.floors().bake());
    for (SourceKind source : ticks.keySet()) {
      longest = longer(of(weight, source), longest);
    }
    return longest;
  }

  /**
   * As many of each as have to fail in a row to roll back, and time for the last to be answered.
   * One that hangs keeps its own next from going, and where more are sent again than may be under
   * way at once, those that wait for its place.
   */
  private Duration ofProbes() {
    List<Probe> repeated =
        verify.getProbes().stream().filter(probe -> probe.getEvery() > 0).toList();
    long rounds = Math.ceilDiv(repeated.size(), MinimumBake.PROBES_AT_ONCE);
    long slowest = repeated.stream().mapToLong(BakeNeeded::taken).max().orElse(0);
    return repeated.stream()
        .map(probe -> ofProbe(probe, rounds > 1 ? rounds * slowest : taken(probe)))
        .reduce(Duration.ZERO, BakeNeeded::longer);
  }

  /** When an answer that takes as long as it may is taken at the latest. */
  private static long taken(Probe probe) {
    return probe.getWithin() > MinimumBake.PROBES_WAITED_FOR.toMillis()
        ? probe.getWithin() + MinimumBake.PROBES_LOOKED_FOR.toMillis()
        : probe.getWithin();
  }

  private Duration ofProbe(Probe probe, long taken) {
    return Duration.ofMillis(Math.max(probe.getEvery(), taken))
        // The first that is judged begins after the warm-up.
        .multipliedBy(probe.getFailures() + (warmup.isZero() ? 0L : 1L))
        .plus(warmup)
        .plusMillis(taken);
  }

  private Duration of(int weight, SourceKind source) {
    // At 100 percent there is nothing to compare with; and a limit needs no more than that.
    int asked = compared.containsKey(source) ? weight : WHOLE;
    Duration tick = ticks.getOrDefault(source, Duration.ZERO);
    Duration judged = MinimumBake.of(asked, evidence, tick, warmup);
    // Counters are told from their second reading on, and the first may come late in its tick.
    return source == SourceKind.SCRAPE ? judged.plus(tick) : judged;
  }

  private String tooShort(int weight, Duration bake, Duration needed) {
    String why =
        ticks.keySet().stream()
            .filter(source -> of(weight, source).equals(needed))
            .findFirst()
            .map(
                source ->
                    "where a measurement of the %s takes %s"
                        .formatted(
                            Sources.word(source),
                            Kinds.text(ticks.getOrDefault(source, Duration.ZERO))))
            .orElse(
                needed.equals(ofProbes())
                    ? "where as many of verify.probes are sent as roll back, each at its 'every' or,"
                        + " if that is longer, its 'within' and a second for every %d that are sent"
                            .formatted(MinimumBake.PROBES_AT_ONCE)
                        + " again"
                    : "whose floor is " + Kinds.text(needed));
    return "bake %s is too short for the step to %d%% in '%s', %s: write at least %s"
        .formatted(Kinds.text(bake), weight, scope.environment().name(), why, Kinds.text(needed));
  }
}
