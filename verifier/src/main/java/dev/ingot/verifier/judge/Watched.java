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

  /** The same at another pace. */
  Watched every(Duration other) {
    return new Watched(name, other, unit, against, demanded, rules);
  }

  /** Whether anything of it is judged. */
  boolean isJudged() {
    return rules.stream().anyMatch(rule -> !(rule instanceof Rule.Aside));
  }

  /** Whether the candidate is held against somebody. */
  boolean isCompared() {
    return rules.stream()
        .anyMatch(rule -> rule instanceof Rule.Comparison || rule instanceof Rule.Ranks);
  }

  /** What a candidate is compared with. */
  public enum Against {
    /** With nobody: a first deployment. */
    NOBODY("", "nobody"),
    /** The live fleet in the same tick. */
    LIVE("", "the live fleet"),
    /** In the same tick a fleet of what is live, made beside the candidate. */
    BASELINE(" in the fresh baseline", "the fresh baseline"),
    /** The live fleet as it was before it lost its traffic: blue-green, and weight 100. */
    BEFORE(" before the shift", "the live fleet before the shift"),
    /** The same, when the steps before had left it a part of the traffic. */
    SHARED_BEFORE(" before the shift", "the live fleet before the shift"),
    /** The same, of what a fresh baseline did in the steps before. */
    BASELINE_BEFORE(
        " in the fresh baseline before the shift", "the fresh baseline before the shift");

    private final String words;
    private final String who;

    Against(String words, String who) {
      this.words = words;
      this.who = who;
    }

    /** Comes after a number of theirs. */
    String words() {
      return words;
    }

    String who() {
      return who;
    }

    /** Whether the hours differ. */
    boolean isBefore() {
      return this == BEFORE || this == SHARED_BEFORE || this == BASELINE_BEFORE;
    }

    /** Whether the rollout itself has taken requests from it. */
    boolean hadAPart() {
      return this == SHARED_BEFORE || this == BASELINE_BEFORE;
    }

    /** Whether both meet the same trouble in the same tick. */
    boolean atOnce() {
      return this == LIVE || this == BASELINE;
    }
  }
}
