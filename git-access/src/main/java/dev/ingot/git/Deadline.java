package dev.ingot.git;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Bounds calls that know no deadline of their own: JGit's timeouts are per read, so a peer that
 * sends a byte now and then could hold a caller for ever.
 */
public final class Deadline {
  private Deadline() {}

  /** A call that may fail. */
  public interface Call<T> {
    T call() throws IOException;
  }

  /**
   * What the call gives, in time.
   *
   * @param doing for the message, such as {@code asking https://…}
   * @throws IOException the call's own, or that it took too long
   */
  public static <T> T within(Duration time, String doing, Call<T> call) throws IOException {
    FutureTask<T> task = new FutureTask<>(call::call);
    Thread thread = Thread.ofVirtual().name("git").start(task);
    try {
      return task.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      thread.interrupt();
      throw new IOException(doing + " took longer than " + time.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(doing + " was interrupted");
    } catch (ExecutionException e) {
      throw failure(doing, e.getCause());
    }
  }

  private static IOException failure(String doing, @Nullable Throwable cause) {
    return cause instanceof IOException io
        ? io
        : new IOException(doing + " failed: " + cause, cause);
  }
}
