package dev.ingot.cloud.aws;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A thing that is made when it is first asked for, once. Thread-safe. */
final class Lazy<T> implements Supplier<T> {
  private final Supplier<T> maker;
  private @Nullable T made;
  private boolean closed;

  Lazy(Supplier<T> maker) {
    this.maker = maker;
  }

  /**
   * @throws IllegalStateException when it was never made and is closed
   */
  @Override
  public synchronized T get() {
    if (made != null) {
      return made;
    }
    if (closed) {
      throw new IllegalStateException("closed");
    }
    T thing = maker.get();
    made = thing;
    return thing;
  }

  /** What was made, for the caller to close; none is made from now on. */
  synchronized Optional<T> close() {
    closed = true;
    return Optional.ofNullable(made);
  }
}
