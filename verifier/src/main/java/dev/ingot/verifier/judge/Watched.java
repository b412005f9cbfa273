package dev.ingot.verifier.judge;

import java.time.Duration;
import java.util.List;

/**
 * A series, and what it is held to.
 *
 * @param name of the series, such as {@code errors}
 * @param tick length of its ticks
 * @param unit of its values; empty for counts
 * @param against what the candidate is compared with
 * @param demanded whether the fewest requests that a step needs are counted in it
 */
public record Watched(
    String name, Duration tick, String unit, Against against, boolean demanded, List<Rule> rules) {
  public Watched {
    rules = List.copyOf(rules);
  }

  /** What a candidate is compared with. */
  public enum Against {
    /** With nobody: a first deployment. */
    NOBODY(""),
    /** The live fleet in the same tick. */
    LIVE(""),
    /** The live fleet as it was before it lost its traffic: blue-green, and weight 100. */
    BEFORE(" before the shift");

    private final String words;

    Against(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }
}
