package dev.ingot.chaos;

import java.time.Duration;
import java.util.List;

/**
 * What is wrong with a log, one sentence each that names the record, and how long records took.
 *
 * @param lost events that must be there, are not, and will not come
 * @param duplicated events that are there more than once
 * @param outOfOrder events of a key before others of it that were first
 * @param stuck records that are still in somebody's hand
 * @param unexpected events that should not be there at all
 * @param throughTimes from feeding to the final output, sorted
 */
record Findings(
    long inputs,
    long finals,
    long deadLetters,
    long outcomes,
    long progress,
    List<String> lost,
    List<String> duplicated,
    List<String> outOfOrder,
    List<String> stuck,
    List<String> unexpected,
    List<Duration> throughTimes) {

  boolean clean() {
    return lost.isEmpty()
        && duplicated.isEmpty()
        && outOfOrder.isEmpty()
        && stuck.isEmpty()
        && unexpected.isEmpty();
  }

  /**
   * The time that so many of the records needed at most.
   *
   * @param share 0 to 1
   */
  Duration percentile(double share) {
    return throughTimes.isEmpty()
        ? Duration.ZERO
        : throughTimes.get((int) Math.min(throughTimes.size() - 1, share * throughTimes.size()));
  }
}
