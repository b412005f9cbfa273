package dev.ingot.stage;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What is done in a partition, at the bounds of what it may hold. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
public class OffsetsBenchmark {
  private static final int IN_HAND = 10_000;

  private final Deque<Long> open = new ArrayDeque<>();
  private OffsetTracker moving = new OffsetTracker(0, new BitSet());
  private OffsetTracker wide = new OffsetTracker(0, new BitSet());
  private String metadata = "";
  private long next;

  /** One that moves on, and one with every second record done over the longest span. */
  @Setup(Level.Trial)
  public void fill() {
    for (next = 0; next < IN_HAND; next++) {
      moving.take(next);
      open.add(next);
    }
    for (long offset = 0; offset < DoneBitmap.MOST_BITS; offset++) {
      wide.take(offset);
    }
    for (long offset = 1; offset < DoneBitmap.MOST_BITS; offset += 2) {
      wide.done(offset);
    }
    metadata = wide.committable().metadata();
  }

  /** The next record is taken in hand, and the oldest is done. */
  @Benchmark
  public long takeAndFinish() {
    moving.take(next);
    open.add(next);
    next++;
    moving.done(open.remove());
    return moving.low();
  }

  /** The offset and its metadata for a transaction. */
  @Benchmark
  public Object committable() {
    return wide.committable();
  }

  /** The metadata read back at a takeover. */
  @Benchmark
  public Optional<BitSet> decode() {
    return DoneBitmap.decode(metadata);
  }
}
