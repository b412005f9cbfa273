package dev.ingot.stage;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The one lock of a desk, held for moments only. Who need not know what comes of an action leaves
 * it with whoever has the lock, in place of waiting: thousands of looks that end at once must not
 * queue up, for to wait costs a thread far more than the action does.
 */
final class DeskLock {
  private final ReentrantLock lock = new ReentrantLock();

  /** To be done by whoever has the lock, before it is given up. */
  private final Queue<Runnable> left = new ConcurrentLinkedQueue<>();

  /** Waits for the lock, and acts under it. */
  void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      giveUp();
    }
  }

  /** Waits for the lock, and asks under it. */
  <T> T asked(Supplier<T> question) {
    lock.lock();
    try {
      return question.get();
    } finally {
      giveUp();
    }
  }

  /**
   * Does not wait: the action runs under the lock on this thread, or in a moment on the one that
   * has it. What a thread leaves here one after the other runs in that order.
   */
  void soon(Runnable action) {
    left.add(action);
    if (lock.tryLock()) {
      giveUp();
    }
  }

  /** What is left while the lock is being given up is seen either here or by who left it. */
  private void giveUp() {
    do {
      try {
        if (lock.getHoldCount() == 1) {
          doWhatIsLeft();
        }
      } finally {
        lock.unlock();
      }
    } while (!left.isEmpty() && !lock.isHeldByCurrentThread() && lock.tryLock());
  }

  private void doWhatIsLeft() {
    for (Runnable next = left.poll(); next != null; next = left.poll()) {
      next.run();
    }
  }
}
