package dev.ingot.stage;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/**
 * Which records of one partition are done, and what may be committed. Not thread-safe.
 *
 * <p>Offsets in a log are not contiguous (transaction markers and compaction leave gaps), so it
 * counts only what was taken in hand, and the position after it.
 */
final class OffsetTracker {
  /** What to commit: the lowest offset not done, and the done ones beyond it. */
  record Committable(long offset, String metadata) {}

  /** The base follows the low mark in strides: to move it costs as much as the whole span. */
  private static final int STRIDE = 4_096;

  /** Bit <i>i</i> stands for offset {@code base + i}, here and in {@link #done}. */
  private BitSet open = new BitSet();

  private BitSet done;
  private int openCount;
  private long lowestOpen;
  private long base;
  private long position;

  /**
   * Goes on where an earlier owner stopped.
   *
   * @param committed the committed offset
   * @param done the records done from there on, as {@link DoneBitmap} keeps them
   */
  OffsetTracker(long committed, BitSet done) {
    this.base = committed;
    this.position = committed;
    this.done = (BitSet) done.clone();
  }

  /** Lowest offset that is not done; the position when nothing is open. */
  long low() {
    return openCount == 0 ? position : lowestOpen;
  }

  /** Records in hand that are not done. */
  int open() {
    return openCount;
  }

  /** Whether an earlier owner, or this one, has finished the record. */
  boolean isDone(long offset) {
    return offset < position ? !holds(open, offset) : holds(done, offset);
  }

  /**
   * Whether the record may be taken in hand without stretching the span beyond its bound. The span
   * begins with the lowest record in hand: a gap that nothing waits for is none of it.
   */
  boolean fits(long offset) {
    return openCount == 0 || offset - lowestOpen < DoneBitmap.MOST_BITS;
  }

  /** Takes a record in hand. */
  void take(long offset) {
    if (offset < position) {
      throw new IllegalArgumentException("offset " + offset + " was read before: " + position);
    }
    if (openCount == 0) {
      // Whatever is before it is done or was never there.
      lowestOpen = offset;
    }
    openCount++;
    position = offset + 1;
    rebase();
    open.set(index(offset));
  }

  /** Everything before this offset has been read; gaps at the end are passed that way. */
  void passed(long next) {
    position = Math.max(position, next);
  }

  /** Marks a record in hand as done. */
  void done(long offset) {
    if (!holds(open, offset)) {
      throw new IllegalArgumentException("offset " + offset + " is not in hand");
    }
    open.clear(index(offset));
    done.set(index(offset));
    openCount--;
    if (offset == lowestOpen && openCount > 0) {
      lowestOpen = base + open.nextSetBit(index(offset));
    }
    rebase();
  }

  Committable committable() {
    return committable(List.of());
  }

  /**
   * What may be committed when these records in hand are done as well; they count as done only when
   * that is through.
   */
  Committable committable(Collection<Long> also) {
    BitSet left = (BitSet) open.clone();
    BitSet all = (BitSet) done.clone();
    for (long offset : also) {
      left.clear(index(offset));
      all.set(index(offset));
    }
    int lowest = left.nextSetBit(0);
    long low = lowest < 0 ? position : base + lowest;
    return new Committable(low, DoneBitmap.encode(from(all, low - base)));
  }

  private int index(long offset) {
    return Math.toIntExact(offset - base);
  }

  private boolean holds(BitSet bits, long offset) {
    long index = offset - base;
    return index >= 0 && index <= Integer.MAX_VALUE && bits.get((int) index);
  }

  private void rebase() {
    long low = low();
    if (low - base >= STRIDE) {
      open = from(open, low - base);
      done = from(done, low - base);
      base = low;
    }
  }

  /** The bits from there on. */
  private static BitSet from(BitSet bits, long shift) {
    return shift < bits.length() ? bits.get((int) shift, bits.length()) : new BitSet();
  }
}
