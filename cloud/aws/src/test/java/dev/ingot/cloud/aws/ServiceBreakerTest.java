package dev.ingot.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ingot.cloud.CloudException.Unavailable;
import dev.ingot.cloud.Outage;
import dev.ingot.cloud.Safeguards;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ServiceBreakerTest {
  private static final Instant START = Instant.parse("2026-11-01T10:00:00Z");

  private final Hands clock = new Hands();
  private final ServiceBreaker breaker =
      new ServiceBreaker(
          "EC2", "staging", Safeguards.DEFAULT.breaker(), Duration.ofSeconds(15), clock);

  /** A clock that is moved. */
  private static final class Hands extends Clock {
    private Instant now = START;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private void pass(int seconds) {
    clock.now = clock.now.plusSeconds(seconds);
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.begin();
      breaker.failed();
    }
  }

  private void answer(int times) {
    for (int i = 0; i < times; i++) {
      breaker.begin();
      breaker.answered();
    }
  }

  private Unavailable refusal() {
    return catchThrowableOfType(Unavailable.class, breaker::begin);
  }

  @Test
  void opensAfterFiveFailuresInARow() {
    fail(4);
    assertThat(breaker.outage()).isEmpty();
    fail(1);

    assertThat(breaker.outage()).contains(new Outage("EC2", START, START.plusSeconds(10)));
    assertThat(breaker.state()).isEqualTo(2);
  }

  @Test
  void staysClosedWhileMostCallsAreAnswered() {
    for (int i = 0; i < 20; i++) {
      answer(2);
      fail(1);
    }

    assertThat(breaker.outage()).isEmpty();
  }

  @Test
  void oldAnswersDoNotHideAnOutage() {
    answer(50);
    pass(31);
    fail(5);

    assertThat(breaker.outage()).isPresent();
  }

  @Test
  void whileOpenItSaysWhenToComeAgainAndAlwaysInTheSameWords() {
    fail(5);
    pass(3);
    Unavailable first = refusal();
    pass(3);
    Unavailable second = refusal();

    assertThat(first.retryAfter()).contains(Duration.ofSeconds(7));
    assertThat(second.retryAfter()).contains(Duration.ofSeconds(4));
    assertThat(second).hasMessage(first.getMessage());
  }

  @Test
  void threeProbesFindOutAndTheOthersWaitForThem() {
    fail(5);
    pass(11);
    breaker.begin();
    breaker.begin();
    breaker.begin();

    assertThat(refusal().retryAfter()).contains(Duration.ofSeconds(1));
    breaker.answered();
    breaker.answered();
    breaker.answered();
    assertThat(breaker.outage()).isEmpty();
    assertThat(breaker.state()).isZero();
  }

  @Test
  void anOutageThatGoesOnKeepsItsBegin() {
    fail(5);
    pass(11);
    fail(3);

    assertThat(breaker.outage())
        .contains(new Outage("EC2", START, START.plusSeconds(11).plusSeconds(10)));
  }

  @Test
  void aProbeThatComesToNothingMakesRoomForAnother() {
    fail(5);
    pass(11);
    for (int i = 0; i < 10; i++) {
      breaker.begin();
      breaker.gaveUp();
    }
    answer(3);

    assertThat(breaker.outage()).isEmpty();
  }

  @Test
  void nothingIsSentWhileItIsOpen() {
    fail(5);

    assertThatThrownBy(breaker::begin)
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("EC2 of environment 'staging' is away since 2026-11-01T10:00:00Z");
  }
}
