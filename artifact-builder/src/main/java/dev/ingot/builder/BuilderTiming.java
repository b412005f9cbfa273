package dev.ingot.builder;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param lookInterval longest wait between two looks at a bake
 * @param bakeDeadline longest time that a bake may take
 * @param longestWait longest wait for a place to bake in
 * @param longestFreeze longest wait for the end of a freeze
 */
record BuilderTiming(
    Duration lookInterval, Duration bakeDeadline, Duration longestWait, Duration longestFreeze) {
  /** How long a bake counts whose record does not come back: another worker has it then. */
  Duration lease() {
    return Duration.ofMinutes(5).plus(lookInterval.multipliedBy(2));
  }
}
