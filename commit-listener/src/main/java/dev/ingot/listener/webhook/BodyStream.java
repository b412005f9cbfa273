package dev.ingot.listener.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** A body on its way to the parser: bounded in size and time, and verified as it passes. */
final class BodyStream extends InputStream {
  private final InputStream from;
  private final Verification verification;
  private final Limits limits;
  private final LongSupplier nanoTime;
  private final long began;
  private long read;
  private boolean empty;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  BodyStream(InputStream from, Verification verification, Limits limits, LongSupplier nanoTime) {
    this.from = from;
    this.verification = verification;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int n = next(into, offset, length);
    if (n <= 0) {
      empty = read == 0 && n < 0;
      return n;
    }
    read += n;
    if (read > limits.largestBody()) {
      throw tooLarge(limits);
    }
    long nanos = nanoTime.getAsLong() - began;
    boolean crawls =
        nanos > limits.grace().toNanos() && read < limits.slowest() * (nanos / 1_000_000_000.0);
    if (crawls || nanos > limits.bodyWithin().toNanos()) {
      throw new RefusedException(408, "the body came too slowly");
    }
    verification.update(into, offset, n);
    return n;
  }

  private int next(byte[] into, int offset, int length) throws RefusedException {
    try {
      return from.read(into, offset, length);
    } catch (IOException e) {
      boolean late =
          Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause)
              .anyMatch(TimeoutException.class::isInstance);
      throw late
          ? new RefusedException(408, "the body came too slowly")
          : new RefusedException(400, "the body did not arrive whole");
    }
  }

  /** Whether it has ended, and nothing came. */
  boolean empty() {
    return empty;
  }

  static RefusedException tooLarge(Limits limits) {
    return new RefusedException(
        413, "the body is larger than %d MiB".formatted(limits.largestBody() >> 20));
  }
}
