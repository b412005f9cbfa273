package dev.ingot.chaos;

import java.time.Instant;

/**
 * A committed message.
 *
 * @param topic without the prefix
 * @param key of the message
 * @param id of the event; made up by {@link Chain} for dead letters
 * @param number of the record that it is about
 * @param stage that wrote it; empty for what was fed
 * @param step which step of the stage; 0 where it is none
 * @param at when it was written
 */
record Entry(
    String topic,
    int partition,
    long offset,
    String key,
    String id,
    int number,
    String stage,
    int step,
    Instant at) {

  /** For people. */
  String place() {
    return topic + "-" + partition + "@" + offset;
  }
}
