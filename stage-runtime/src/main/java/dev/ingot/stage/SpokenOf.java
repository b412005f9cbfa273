package dev.ingot.stage;

import java.util.BitSet;

/**
 * Which subjects some messages were about, without the messages: a Bloom filter in two generations,
 * of which the older is forgotten when the younger is full. A "no" is certain; a wrong "perhaps"
 * comes once in ten thousand and costs a second reading. At most 256 KB.
 */
final class SpokenOf {
  static final int GENERATION = 50_000;

  private static final int BITS = 1 << 20;
  private static final int PROBES = 6;

  private BitSet younger = new BitSet();
  private BitSet older = new BitSet();
  private int added;
  private long newestOfYounger = Long.MIN_VALUE;
  private long newestOfOlder = Long.MIN_VALUE;
  private long since = Long.MIN_VALUE;

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
    if (added == GENERATION) {
      if (newestOfOlder != Long.MIN_VALUE) {
        since = Math.max(since, newestOfOlder + 1);
      }
      older = younger;
      newestOfOlder = newestOfYounger;
      younger = new BitSet();
      newestOfYounger = Long.MIN_VALUE;
      added = 0;
    }
    added++;
    newestOfYounger = Math.max(newestOfYounger, at);
    long hash = mixed(subject);
    for (int probe = 0; probe < PROBES; probe++) {
      younger.set(place(hash, probe));
    }
  }

  /** False when none of those known was about the subject. */
  boolean maybe(Subject subject) {
    long hash = mixed(subject);
    return holds(younger, hash) || holds(older, hash);
  }

  private static boolean holds(BitSet generation, long hash) {
    for (int probe = 0; probe < PROBES; probe++) {
      if (!generation.get(place(hash, probe))) {
        return false;
      }
    }
    return true;
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
    return ((int) hash + probe * ((int) (hash >>> 32) | 1)) & (BITS - 1);
  }
}
