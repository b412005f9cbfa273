package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RepeatingTest {
  private static final Duration OFTEN = Duration.ofMillis(1);

  @Test
  void goesOnAfterASurprise() throws Exception {
    CountDownLatch turns = new CountDownLatch(3);

    try (Repeating repeating =
        Repeating.start(
            "often",
            OFTEN,
            () -> {
              turns.countDown();
              throw new IllegalStateException("a surprise");
            })) {
      assertThat(turns.await(60, TimeUnit.SECONDS)).as("%s turns thrice", repeating).isTrue();
    }
  }

  @Test
  void goesOnAfterAnError() throws Exception {
    CountDownLatch turns = new CountDownLatch(3);

    try (Repeating repeating =
        Repeating.start(
            "often",
            OFTEN,
            () -> {
              turns.countDown();
              throw new StackOverflowError("too deep");
            })) {
      assertThat(turns.await(60, TimeUnit.SECONDS)).as("%s turns thrice", repeating).isTrue();
    }
  }

  @Test
  void interruptsTheTurnThatRunsWhenClosed() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Repeating repeating =
        Repeating.start(
            "stuck",
            OFTEN,
            () -> {
              running.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
            });
    assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();

    repeating.close();

    assertThat(interrupted.getCount()).isZero();
  }

  @Test
  void refusesToTurnWithoutAPause() {
    assertThatThrownBy(() -> Repeating.start("never", Duration.ZERO, () -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
