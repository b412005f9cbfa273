package dev.ingot.chaos;

/** Numbers that follow from a seed and from what they are about: the same in every process. */
record Dice(long seed) {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** At least 0 and below 1. */
  double roll(String what, long number) {
    long mixed = mix(mix(seed + what.hashCode() * GOLDEN) + number * GOLDEN);
    return (mixed >>> 11) * 0x1.0p-53;
  }

  boolean happens(double probability, String what, long number) {
    return roll(what, number) < probability;
  }

  /** At least {@code from} and below {@code to}. */
  int between(int from, int to, String what, long number) {
    return from + (int) ((to - from) * roll(what, number));
  }

  /** Finalizer of SplitMix64. */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
