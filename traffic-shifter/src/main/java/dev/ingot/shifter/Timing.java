package dev.ingot.shifter;

import java.time.Duration;
import java.time.Instant;

/**
 * How long things may take.
 *
 * @param tick length of a measurement
 * @param telemetryDelay how long after its end a measurement is complete
 * @param judgeRoom what a judge gets beyond that, for a failover of its own
 * @param guardRoom how long after a verdict was due the rule's rollback time comes
 * @param beginWithin longest wait for a candidate that is healthy enough for its first step
 * @param settle how long a read may still show the weights before a shift
 */
record Timing(
    Duration tick,
    Duration telemetryDelay,
    Duration judgeRoom,
    Duration guardRoom,
    Duration beginWithin,
    Duration settle) {

  /** A verdict on a step that was set then counts as silence when it is later than this. */
  Instant judgeBy(Instant shiftedAt, Duration bake) {
    return shiftedAt.plus(watched(bake));
  }

  Instant rollbackAt(Instant shiftedAt, Duration bake) {
    return judgeBy(shiftedAt, bake).plus(guardRoom);
  }

  /** When a step was set whose rule carries this rollback time: the way back after a crash. */
  Instant shiftedAt(Instant rollbackAt, Duration bake) {
    return rollbackAt.minus(guardRoom).minus(watched(bake));
  }

  private Duration watched(Duration bake) {
    return bake.plus(tick).plus(telemetryDelay).plus(judgeRoom);
  }
}
