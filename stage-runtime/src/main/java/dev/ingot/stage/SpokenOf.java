package dev.ingot.stage;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Which subjects some messages were about, without the messages: a Bloom filter in two generations,
 * of which the older is forgotten when the younger is full. A "no" is certain; a wrong "perhaps"
 * comes less than five times in ten thousand and costs a second reading. At most 256 KB, or 1 MB in
 * a rush.
 */
final class SpokenOf {
  /** Subjects of a generation. */
  static final int GENERATION = 50_000;

  /** Of one that follows on one which was full in less time than records look back for anyhow. */
  static final int GENERATION_IN_A_RUSH = 4 * GENERATION;

  private static final int BITS_PER_GENERATION = 1 << 20;
  private static final int PROBES = 6;

  /** None before the first subject: many a tape never has one. */
  private @Nullable Generation younger;

  private @Nullable Generation older;
  private long since = Long.MIN_VALUE;

  /** Messages that came one after the other. */
  private static final class Generation {
    final int most;
    final int mask;

    /** Of the size that it will have: one that grows takes up to twice as much. */
    final BitSet bits;

    int added;
    long oldest = Long.MAX_VALUE;
    long newest = Long.MIN_VALUE;

    Generation(int most) {
      this.most = most;
      this.mask = most / GENERATION * BITS_PER_GENERATION - 1;
      this.bits = new BitSet(mask + 1);
    }

    void add(long hash, long at) {
      added++;
      oldest = Math.min(oldest, at);
      newest = Math.max(newest, at);
      for (int probe = 0; probe < PROBES; probe++) {
        bits.set(place(hash, probe) & mask);
      }
    }

    boolean holds(long hash) {
      for (int probe = 0; probe < PROBES; probe++) {
        if (!bits.get(place(hash, probe) & mask)) {
          return false;
        }
      }
      return true;
    }

    Generation next() {
      boolean rush = newest - oldest < HistoryStore.CLOCK_SKEW.toMillis();
      return new Generation(rush ? GENERATION_IN_A_RUSH : GENERATION);
    }
  }

  /** All that were added with this time, or a later one, are known. */
  long since() {
    return since;
  }

  /**
   * Remembers that there was a message about the subject.
   *
   * @param at when, in epoch milliseconds
   */
  void add(Subject subject, long at) {
    Generation now = younger == null ? new Generation(GENERATION) : younger;
    if (now.added == now.most) {
      if (older != null) {
        since = Math.max(since, older.newest + 1);
      }
      older = now;
      now = now.next();
    }
    younger = now;
    now.add(mixed(subject), at);
  }

  /** False when none of those known was about the subject. */
  boolean maybe(Subject subject) {
    long hash = mixed(subject);
    return (younger != null && younger.holds(hash)) || (older != null && older.holds(hash));
  }

  /** The finalizer of SplittableRandom (Stafford's variant 13), over both parts of the subject. */
  private static long mixed(Subject subject) {
    long hash = 31L * subject.name().hashCode() + subject.listening() * 0x9E3779B97F4A7C15L;
    hash = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
    hash = (hash ^ (hash >>> 27)) * 0x94D049BB133111EBL;
    return hash ^ (hash >>> 31);
  }

  /** Two hashes make all others (Kirsch and Mitzenmacher, 2008). */
  private static int place(long hash, int probe) {
    return (int) hash + probe * ((int) (hash >>> 32) | 1);
  }
}
