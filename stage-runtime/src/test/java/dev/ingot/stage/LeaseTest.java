package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseTest {
  private static final long SECOND = 1_000_000_000L;

  private long now = 50 * SECOND;
  private final Lease lease = new Lease(Duration.ofSeconds(10), Duration.ofSeconds(20), () -> now);

  private void poll(long heartbeats) {
    lease.polled(now, heartbeats);
  }

  private void joined() {
    poll(0);
    poll(1);
  }

  @Test
  void isNotHeldBeforeTheGroupHasAnswered() {
    assertThat(lease.held()).isFalse();

    poll(0);

    assertThat(lease.held()).isFalse();
  }

  @Test
  void isHeldForHalfOfTheSessionTimeoutAfterAPoll() {
    joined();

    now += 5 * SECOND - 1;
    assertThat(lease.held()).isTrue();

    now += 1;
    assertThat(lease.held()).isFalse();
  }

  @Test
  void countsFromWhenThePollBegan() {
    joined();
    long began = now;
    now += 3 * SECOND;
    lease.polled(began, 2);

    now += 2 * SECOND;

    assertThat(lease.held()).isFalse();
  }

  @Test
  void afterAPauseItTakesTwoMoreAnswersToBeHeldAgain() {
    joined();
    now += 60 * SECOND;
    poll(1);
    assertThat(lease.held()).isFalse();

    poll(2);
    assertThat(lease.held()).isFalse();

    poll(3);
    assertThat(lease.held()).isTrue();
  }

  @Test
  void pollsProveNothingWhileTheGroupIsSilent() {
    joined();
    for (int i = 0; i < 20; i++) {
      now += SECOND;
      poll(1);
    }
    assertThat(lease.held()).isFalse();

    poll(2);

    assertThat(lease.held()).isTrue();
  }
}
