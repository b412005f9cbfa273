package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is found out by trying, once. A trial that came to no end is made again, but not by each who
 * has waited for it: they are told the same.
 */
final class FoundOnce<T> {
  /** How long it says nothing else. */
  static final Duration PAUSE = Duration.ofSeconds(5);

  private final Search<T> search;
  private final LongSupplier nanos;
  private @Nullable T found;
  private @Nullable IOException trouble;
  private long troubledAt;

  /** Finds it out. */
  @FunctionalInterface
  interface Search<T> {
    /**
     * What it is.
     *
     * @throws IOException when that has not come out
     */
    T look() throws IOException;
  }

  /**
   * @param nanos as {@link System#nanoTime}
   */
  FoundOnce(Search<T> search, LongSupplier nanos) {
    this.search = search;
    this.nanos = nanos;
  }

  /**
   * What it is.
   *
   * @throws IOException when it is not known yet; a call after {@link #PAUSE} may succeed
   */
  synchronized T get() throws IOException {
    T known = found;
    if (known != null) {
      return known;
    }
    IOException last = trouble;
    if (last != null && nanos.getAsLong() - troubledAt < PAUSE.toNanos()) {
      throw new IOException(last.getMessage(), last);
    }
    try {
      known = search.look();
      found = known;
      return known;
    } catch (IOException e) {
      trouble = e;
      troubledAt = nanos.getAsLong();
      throw e;
    }
  }
}
