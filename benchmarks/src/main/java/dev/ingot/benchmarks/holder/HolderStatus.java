package dev.ingot.benchmarks.holder;

import java.util.Arrays;

/**
 * How a holder is.
 *
 * @param held different tasks that stay in hand and were looked at
 * @param lastOfAll when the last of them was looked at first, in epoch milliseconds
 * @param looks looks so far, at any task
 * @param heap bytes in use after a collection; 0 when not asked for
 * @param compiling milliseconds that the JVM's compilers have worked so far
 */
public record HolderStatus(int held, long lastOfAll, long looks, long heap, long compiling) {
  static final String WITHOUT_HEAP = "/";
  static final String WITH_HEAP = "/heap";

  String line() {
    return held + " " + lastOfAll + " " + looks + " " + heap + " " + compiling;
  }

  static HolderStatus of(String line) {
    long[] all = Arrays.stream(line.trim().split(" ")).mapToLong(Long::parseLong).toArray();
    return new HolderStatus(Math.toIntExact(all[0]), all[1], all[2], all[3], all[4]);
  }
}
