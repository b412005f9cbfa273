package dev.ingot.stage;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a process is made of; closed together, the last one first, in bounded time. */
public final class Parts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(10);

  private final List<AutoCloseable> parts = new CopyOnWriteArrayList<>();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Duration longestClose;

  /** Without any part; closing takes at most 10 s. */
  public Parts() {
    this(LONGEST_CLOSE);
  }

  Parts(Duration longestClose) {
    this.longestClose = longestClose;
  }

  /** Whatever is added is closed. */
  public List<AutoCloseable> list() {
    return parts;
  }

  /** Whether all parts are closed, or their time for it is up; waits at most so long. */
  boolean awaitClosed(Duration within) throws InterruptedException {
    return closed.await(within.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Returns when all parts are closed or the time is up. A part that cannot be closed does not hold
   * up the others; only the first call does anything.
   */
  @Override
  public void close() {
    if (closing.getAndSet(true)) {
      return;
    }
    Thread closer = Thread.ofPlatform().daemon().name("closing").start(this::closeAll);
    try {
      if (!closer.join(longestClose)) {
        LOG.warn("Not everything was closed within {} s", longestClose.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closed.countDown();
    }
  }

  private void closeAll() {
    for (AutoCloseable part : parts.reversed()) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("{} could not be closed: {}", part.getClass().getSimpleName(), e.toString(), e);
      }
    }
  }
}
