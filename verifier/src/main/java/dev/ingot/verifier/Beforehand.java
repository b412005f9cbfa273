package dev.ingot.verifier;

import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.TrafficShifted;
import dev.ingot.verifier.judge.Sample;
import dev.ingot.verifier.sources.SeriesMemory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the log holds of the time before a step, by series; each may be missing.
 *
 * @param pinned the live fleet's values that a threshold is taken from
 * @param asked those of which every tick that the step is compared with was asked for and answered,
 *     if only with nothing: a source that is away tells nothing about who came
 * @param aside those that are not compared with that time, and why
 */
record Beforehand(Map<String, Sample> pinned, Set<String> asked, Map<String, String> aside) {
  Beforehand {
    pinned = Map.copyOf(pinned);
    asked = Set.copyOf(asked);
    aside = Map.copyOf(aside);
  }

  /**
   * Out of what was measured.
   *
   * @param baseline how the live fleet was before the shift, oldest first
   */
  static Beforehand of(
      TrafficShifted shift, List<SeriesMemory> memories, List<MeasurementTaken> baseline) {
    Map<String, Sample> pinned = new HashMap<>();
    memories.forEach(
        memory -> memory.pinned().ifPresent(values -> pinned.put(memory.asked().name(), values)));
    return new Beforehand(pinned, Baseline.asked(shift, baseline), Baseline.aside(baseline));
  }
}
