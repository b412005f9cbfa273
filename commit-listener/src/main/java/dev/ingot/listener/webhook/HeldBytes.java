package dev.ingot.listener.webhook;

import java.util.concurrent.atomic.AtomicInteger;

/** Room for what is held of bodies until it can be checked: the sizes are others' choice. */
final class HeldBytes {
  private final AtomicInteger left;
  private final int free;

  /**
   * @param most bytes of all together
   * @param free bytes of each that do not count
   */
  HeldBytes(int most, int free) {
    this.left = new AtomicInteger(most);
    this.free = free;
  }

  Share share() {
    return new Share();
  }

  /** One body's; not for several threads. */
  final class Share implements AutoCloseable {
    private int held;
    private int counted;

    /** Whether there is room for so many more bytes. */
    boolean take(int bytes) {
      held += bytes;
      int count = Math.max(0, held - free) - counted;
      if (count <= 0) {
        return true;
      }
      if (left.addAndGet(-count) < 0) {
        left.addAndGet(count);
        return false;
      }
      counted += count;
      return true;
    }

    /** Gives everything back. */
    @Override
    public void close() {
      left.addAndGet(counted);
      counted = 0;
      held = 0;
    }
  }
}
