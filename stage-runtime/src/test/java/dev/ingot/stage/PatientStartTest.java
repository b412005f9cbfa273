package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.stage.config.ConfigException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PatientStartTest {
  private static final RetryPolicy SOON =
      new RetryPolicy(Integer.MAX_VALUE, Duration.ofMillis(1), Duration.ofMillis(1));
  private static final RetryPolicy NEVER =
      new RetryPolicy(Integer.MAX_VALUE, Duration.ofHours(1), Duration.ofHours(1));

  private final AtomicInteger tries = new AtomicInteger();
  private final CountDownLatch began = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  private Supplier<AutoCloseable> afterFailures(int failures) {
    return () -> {
      if (tries.incrementAndGet() <= failures) {
        throw new StartupException("the brokers do not answer");
      }
      began.countDown();
      return closed::countDown;
    };
  }

  @Test
  void startsAtOnceWhereItCan() {
    try (PatientStart start = PatientStart.begin("stage", afterFailures(0), NEVER)) {
      assertThat(began.getCount()).isZero();
      assertThat(start.ready()).isTrue();
    }
    assertThat(closed.getCount()).isZero();
  }

  @Test
  void triesAgainUntilItStarts() throws Exception {
    try (PatientStart start = PatientStart.begin("stage", afterFailures(3), SOON)) {
      assertThat(start.live()).isTrue();
      assertThat(began.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(tries).hasValue(4);
    }
    assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void triesAgainAfterAnErrorToo() throws Exception {
    Supplier<AutoCloseable> startling =
        () -> {
          if (tries.incrementAndGet() < 3) {
            throw new StackOverflowError("too deep");
          }
          began.countDown();
          return closed::countDown;
        };

    try (PatientStart start = PatientStart.begin("stage", startling, SOON)) {
      assertThat(began.await(60, TimeUnit.SECONDS)).as("%s begins", start).isTrue();
    }
  }

  @Test
  void saysWhyItIsNotReadyYet() {
    try (PatientStart start = PatientStart.begin("stage", afterFailures(9), NEVER)) {
      assertThat(start.ready()).isFalse();
      assertThat(start.reasons()).singleElement().asString().contains("brokers do not answer");
      assertThat(ProcessHealth.parts()).contains(start);
    }
    assertThat(ProcessHealth.parts()).isEmpty();
  }

  @Test
  void doesNotTryAgainWhatIsConfiguredWrongly() {
    Supplier<AutoCloseable> wrong =
        () -> {
          throw new IllegalStateException(
              new org.apache.kafka.common.config.ConfigException("Invalid url: x"));
        };

    assertThatThrownBy(() -> PatientStart.begin("stage", wrong, SOON))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Invalid url");
  }

  @Test
  void waitsForANameThatDoesNotResolveYet() {
    Supplier<AutoCloseable> unknown =
        () -> {
          throw new IllegalStateException(
              new org.apache.kafka.common.config.ConfigException(
                  "No resolvable bootstrap urls given in bootstrap.servers"));
        };

    try (PatientStart start = PatientStart.begin("stage", unknown, NEVER)) {
      assertThat(start.ready()).isFalse();
    }
  }
}
