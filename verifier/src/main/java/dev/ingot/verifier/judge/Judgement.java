package dev.ingot.verifier.judge;

import java.util.List;

/** What the judge says of a step now. */
public sealed interface Judgement {
  /** Per gate, what it found. */
  List<Finding> findings();

  /** Too early to say. */
  record Undecided(List<Finding> findings) implements Judgement {}

  /** The step may go on. */
  record Advance(String reason, List<Finding> findings) implements Judgement {}

  /** The candidate is to blame. */
  record RollBack(String reason, List<Finding> findings) implements Judgement {}

  /** Nothing can be said; never a success. */
  record Inconclusive(String reason, List<Finding> findings) implements Judgement {}
}
