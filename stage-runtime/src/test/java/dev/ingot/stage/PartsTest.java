package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PartsTest {
  private final List<String> closed = new CopyOnWriteArrayList<>();

  @Test
  void closesTheLastPartFirstAndEachOnce() {
    Parts parts = new Parts();
    parts.list().add(() -> closed.add("first"));
    parts.list().add(() -> closed.add("second"));

    parts.close();
    parts.close();

    assertThat(closed).containsExactly("second", "first");
  }

  @Test
  void goesOnWhenAPartCannotBeClosed() {
    Parts parts = new Parts();
    parts.list().add(() -> closed.add("first"));
    parts
        .list()
        .add(
            () -> {
              throw new IllegalStateException("stuck");
            });

    parts.close();

    assertThat(closed).containsExactly("first");
  }

  @Test
  void givesUpOnAPartThatNeverCloses() throws InterruptedException {
    Parts parts = new Parts(Duration.ofMillis(1));
    CountDownLatch never = new CountDownLatch(1);
    parts.list().add(never::await);

    parts.close();
    assertThat(parts.awaitClosed(Duration.ofSeconds(10))).isTrue();

    assertThat(never.getCount()).isEqualTo(1);
  }
}
