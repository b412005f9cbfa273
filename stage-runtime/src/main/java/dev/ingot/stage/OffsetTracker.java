package dev.ingot.stage;

import java.util.BitSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which records of one partition are done, and what may be committed. Not thread-safe.
 *
 * <p>Offsets in a log are not contiguous (transaction markers and compaction leave gaps), so it
 * counts only what was taken in hand, and the position after it.
 */
final class OffsetTracker {
  /** What to commit: the lowest offset not done, and the done ones beyond it. */
  record Committable(long offset, String metadata) {}

  private final TreeSet<Long> open = new TreeSet<>();

  /** Bit <i>i</i> stands for offset {@code base + i}. */
  private BitSet done;

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
    return open.isEmpty() ? position : open.first();
  }

  /** Records in hand that are not done. */
  int open() {
    return open.size();
  }

  /** Whether an earlier owner, or this one, has finished the record. */
  boolean isDone(long offset) {
    return offset < position
        ? !open.contains(offset)
        : offset - base < DoneBitmap.MOST_BITS && done.get((int) (offset - base));
  }

  /**
   * Whether the record may be taken in hand without stretching the span beyond its bound. The span
   * begins with the lowest record in hand: a gap that nothing waits for is none of it.
   */
  boolean fits(long offset) {
    return open.isEmpty() || offset - open.first() < DoneBitmap.MOST_BITS;
  }

  /** Takes a record in hand. */
  void take(long offset) {
    if (offset < position) {
      throw new IllegalArgumentException("offset " + offset + " was read before: " + position);
    }
    open.add(offset);
    position = offset + 1;
    rebase();
  }

  /** Everything before this offset has been read; gaps at the end are passed that way. */
  void passed(long next) {
    position = Math.max(position, next);
  }

  /** Marks a record in hand as done. */
  void done(long offset) {
    if (!open.remove(offset)) {
      throw new IllegalArgumentException("offset " + offset + " is not in hand");
    }
    done.set(Math.toIntExact(offset - base));
    rebase();
  }

  Committable committable() {
    return committable(Set.of());
  }

  /**
   * What may be committed when these records in hand are done as well; they count as done only when
   * that is through.
   */
  Committable committable(Set<Long> also) {
    rebase();
    long low = open.stream().filter(offset -> !also.contains(offset)).findFirst().orElse(position);
    BitSet bits = (BitSet) done.clone();
    also.forEach(offset -> bits.set(Math.toIntExact(offset - base)));
    return new Committable(low, DoneBitmap.encode(from(bits, low - base)));
  }

  private void rebase() {
    long low = low();
    if (low > base) {
      done = from(done, low - base);
      base = low;
    }
  }

  /** The bits from there on. */
  private static BitSet from(BitSet bits, long shift) {
    return shift < bits.length() ? bits.get((int) shift, bits.length()) : new BitSet();
  }
}
