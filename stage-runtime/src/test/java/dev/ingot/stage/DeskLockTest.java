package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Nothing that is left with the lock is lost, and nothing happens twice at once. */
class DeskLockTest {
  private final DeskLock lock = new DeskLock();
  private final List<String> done = new ArrayList<>();

  private static Thread run(Runnable task) throws InterruptedException {
    Thread thread = Thread.ofPlatform().start(task);
    thread.join();
    return thread;
  }

  @Test
  void actsAtOnceWhereNobodyHasTheLock() {
    lock.soon(() -> done.add("left"));

    assertThat(done).containsExactly("left");
  }

  @Test
  void whoHasTheLockDoesWhatOthersLeave() {
    lock.locked(
        () -> {
          try {
            run(() -> lock.soon(() -> done.add("left on " + Thread.currentThread().threadId())));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          done.add("own");
        });

    assertThat(done).containsExactly("own", "left on " + Thread.currentThread().threadId());
  }

  @Test
  void whatIsLeftUnderTheLockIsDoneAtItsEnd() {
    lock.locked(
        () -> {
          lock.soon(() -> done.add("left"));
          lock.locked(() -> done.add("within"));
          done.add("own");
        });

    assertThat(done).containsExactly("within", "own", "left");
  }

  @Test
  void aSurpriseOfOneActionKeepsNoOtherFromBeingDone() {
    assertThatThrownBy(
            () ->
                lock.locked(
                    () -> {
                      lock.soon(() -> done.add("left"));
                      throw new IllegalStateException("surprise");
                    }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(done).containsExactly("left");
    assertThat(lock.asked(done::size)).isEqualTo(1);
  }

  @Test
  void nothingIsLostHoweverManyComeAtOnce() throws InterruptedException {
    int[] count = new int[2];
    List<Thread> threads =
        IntStream.range(0, 8)
            .mapToObj(
                t ->
                    Thread.ofPlatform()
                        .start(
                            () -> {
                              for (int i = 0; i < 20_000; i++) {
                                if (i % 10 == 0) {
                                  lock.locked(() -> count[0]++);
                                } else {
                                  lock.soon(() -> count[1]++);
                                }
                              }
                            }))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }

    // Nobody comes any more: what was left must have been done by then.
    assertThat(count).containsExactly(8 * 2_000, 8 * 18_000);
  }
}
