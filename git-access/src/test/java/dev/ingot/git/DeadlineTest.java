package dev.ingot.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  @Test
  void givesWhatTheCallGives() throws IOException {
    assertThat(Deadline.within(Duration.ofSeconds(30), "asking", () -> "answer"))
        .isEqualTo("answer");
  }

  @Test
  void endsACallThatNeverWould() {
    CountDownLatch never = new CountDownLatch(1);

    assertThatThrownBy(
            () ->
                Deadline.within(
                    Duration.ofMillis(1),
                    "asking",
                    () -> {
                      try {
                        never.await();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                      return "too late";
                    }))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("asking took longer");
  }

  @Test
  void passesTheCallsOwnFailureOn() {
    assertThatThrownBy(
            () ->
                Deadline.within(
                    Duration.ofSeconds(30),
                    "asking",
                    () -> {
                      throw new IOException("gone");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("gone");
  }
}
