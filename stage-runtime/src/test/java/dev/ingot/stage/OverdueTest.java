package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class OverdueTest {
  private final Deque<Runnable> planned = new ArrayDeque<>();
  private long now = Long.MAX_VALUE - Duration.ofSeconds(4).toNanos();
  private final Overdue overdue = new Overdue(() -> now, planned::add);

  private CompletableFuture<String> within(int seconds) {
    CompletableFuture<String> future = new CompletableFuture<>();
    overdue.end(future, Duration.ofSeconds(seconds));
    return future;
  }

  private void look(int secondsLater) {
    // The clock's count may overflow meanwhile.
    now += Duration.ofSeconds(secondsLater).toNanos();
    planned.remove().run();
  }

  @Test
  void endsWhatIsLateAndNothingElse() {
    CompletableFuture<String> soon = within(5);
    CompletableFuture<String> later = within(9);
    look(4);
    assertThat(soon).isNotDone();
    look(1);
    assertThat(soon)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(TimeoutException.class);
    assertThat(later).isNotDone();
    look(4);
    assertThat(later).isCompletedExceptionally();
  }

  @Test
  void looksOnceForAllAndNotWhenNobodyWaits() {
    CompletableFuture<String> one = within(5);
    CompletableFuture<String> other = within(5);
    assertThat(planned).hasSize(1);
    one.complete("in time");
    look(1);
    assertThat(planned).hasSize(1);
    other.complete("in time");
    look(9);
    assertThat(planned).isEmpty();
    assertThat(one).isCompletedWithValue("in time");
    assertThat(within(1)).isNotDone();
    assertThat(planned).hasSize(1);
  }
}
