package dev.ingot.sandbox;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Ctrl-C stops what was started, child processes too, before the process ends. */
final class ShutdownHook implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final AtomicReference<@Nullable Stack> watched = new AtomicReference<>();
  private final CountDownLatch told = new CountDownLatch(1);
  private final Thread main = Thread.currentThread();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "stop");

  ShutdownHook() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  Stack watch(Stack stack) {
    watched.set(stack);
    return stack;
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
        Stack stack = watched.get();
        if (stack != null) {
          stack.close();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Everything is stopped: the process may end. */
  @Override
  public void close() {
    done.countDown();
  }
}
