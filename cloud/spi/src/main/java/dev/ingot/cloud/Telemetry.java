package dev.ingot.cloud;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Tells what a fleet's requests came to, tick by tick. */
public interface Telemetry {
  /** Length of a tick. Ticks begin at multiples of it since 1970. */
  Duration tick();

  /** The begin of the first tick that begins at the instant or later. */
  static Instant firstTickFrom(Instant instant, Duration tick) {
    long length = tick.toMillis();
    long ticks = -Math.floorDiv(-instant.toEpochMilli(), length);
    Instant start = Instant.ofEpochMilli(ticks * length);
    return start.isBefore(instant) ? start.plus(tick) : start;
  }

  /** How long after its end a tick is complete. */
  Duration delay();

  /**
   * The ticks that begin in {@code [from, to)} and are complete, oldest first. A tick without a
   * request is zero where the source says so, and unknown where it says nothing.
   */
  List<Tick> ticks(String fleet, Instant from, Instant to);

  /**
   * How long answers took in the ticks that begin in {@code [from, to)} and are complete, oldest
   * first.
   */
  List<Latency> latencies(String fleet, Instant from, Instant to);

  /**
   * Counts of one tick.
   *
   * @param requests requests that ended in the tick, connection errors included
   * @param errors of these, answers of 5xx and connection errors
   * @param known false when the source had nothing to say: missing is not zero
   */
  record Tick(Instant start, long requests, long errors, boolean known) {}
}
