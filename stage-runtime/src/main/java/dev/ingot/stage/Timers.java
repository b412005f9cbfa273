package dev.ingot.stage;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** What time it is, and who calls back later. What is called must not wait. */
interface Timers {
  /** In nanoseconds since some moment; only differences mean anything. */
  long now();

  /** Null when it is too late to plan anything. Cancelling the future takes the call back. */
  @Nullable Future<?> after(long nanos, Runnable action);
}
