package dev.ingot.verifier.sources;

import dev.ingot.events.ArmCounts;
import dev.ingot.events.Fleet;
import dev.ingot.events.TrafficShifted;
import dev.ingot.verifier.judge.Sample;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The names of a step's fleets.
 *
 * @param live what the candidate is compared with: the live fleet, or the step's baseline; empty
 *     where the candidate has nobody beside it
 * @param before the live fleet, which had traffic before the step; empty where nobody asks for it
 */
record Fleets(String candidate, Optional<String> live, Optional<String> before) {
  static Fleets of(TrafficShifted shift) {
    Optional<String> known = Optional.ofNullable(shift.getLive()).map(Fleet::getName);
    Optional<String> live = known.filter(name -> shift.getWeight() < 100);
    Optional<String> baseline = Optional.ofNullable(shift.getBaseline()).map(Fleet::getName);
    Optional<String> before =
        known.filter(name -> shift.getWeight() < 100 || Asked.looksBack(shift));
    return new Fleets(shift.getCandidate().getName(), live.map(baseline::orElse), before);
  }

  /** Asks the same about both, and puts the answers side by side. */
  SortedMap<Instant, Both> both(Function<String, Map<Instant, Sample>> ask) {
    Map<Instant, Sample> candidates = ask.apply(candidate);
    Optional<Map<Instant, Sample>> lives = live.map(ask);
    SortedMap<Instant, Both> both = new TreeMap<>();
    candidates.keySet().forEach(start -> both.put(start, both(start, candidates, lives)));
    lives.ifPresent(
        of -> of.keySet().forEach(start -> both.put(start, both(start, candidates, lives))));
    return both;
  }

  /** Asks about the live fleet alone: a baseline has no past that tells anything. */
  SortedMap<Instant, Both> liveAlone(Function<String, Map<Instant, Sample>> ask) {
    SortedMap<Instant, Both> both = new TreeMap<>();
    before
        .map(ask)
        .ifPresent(
            of ->
                of.forEach(
                    (start, sample) ->
                        both.put(
                            start,
                            new Both(
                                Samples.unknown(),
                                Optional.of(Samples.encode(Optional.of(sample)))))));
    return both;
  }

  private static Both both(
      Instant start, Map<Instant, Sample> candidates, Optional<Map<Instant, Sample>> lives) {
    return new Both(arm(candidates, start), lives.map(of -> arm(of, start)));
  }

  private static ArmCounts arm(Map<Instant, Sample> samples, Instant start) {
    return Samples.encode(Optional.ofNullable(samples.get(start)));
  }
}
