package dev.ingot.sandbox;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ctrl-C stops what was started, child processes too, before the process ends. */
final class ShutdownHook implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ShutdownHook.class);
  private static final long PATIENCE_SECONDS = 20;

  private final AtomicReference<@Nullable AutoCloseable> watched = new AtomicReference<>();
  private final CountDownLatch told = new CountDownLatch(1);
  private final Thread main = Thread.currentThread();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "stop");

  ShutdownHook() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  <T extends AutoCloseable> T watch(T running) {
    watched.set(running);
    return running;
  }

  /**
   * Waits until somebody asks the process to stop.
   *
   * @return false when nobody has within the time
   */
  boolean awaitStop(Duration within) throws InterruptedException {
    return told.await(within.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void stop() {
    told.countDown();
    main.interrupt();
    try {
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        AutoCloseable running = watched.get();
        if (running != null) {
          running.close();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn("Not everything could be stopped", e);
    }
  }

  /** Everything is stopped: the process may end. */
  @Override
  public void close() {
    done.countDown();
  }
}
