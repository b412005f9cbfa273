package dev.ingot.sandbox.cloud.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ingot.sandbox.cloud.proxy.HealthProgress.Probe;
import dev.ingot.sandbox.cloud.proxy.TargetHealth.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthProgressTest {
  private static final Probe OK = new Probe.Answered(200);
  private static final Probe BAD = new Probe.Answered(503);
  private static final HealthCheck CHECK = check("200-299,302");

  @Test
  void onePassMakesANewTargetHealthy() {
    assertThat(after(BAD, OK)).isEqualTo(TargetHealth.HEALTHY);
    assertThat(after()).isEqualTo(TargetHealth.INITIAL);
  }

  @Test
  void failuresInARowMakeATargetUnhealthy() {
    assertThat(after(OK, BAD)).isEqualTo(TargetHealth.HEALTHY);
    assertThat(after(OK, BAD, OK, BAD)).isEqualTo(TargetHealth.HEALTHY);
    assertThat(after(OK, BAD, BAD).state()).isEqualTo(State.UNHEALTHY);
    assertThat(after(BAD, BAD).state()).isEqualTo(State.UNHEALTHY);
  }

  @Test
  void anUnhealthyTargetNeedsPassesInARow() {
    assertThat(after(BAD, BAD, OK, OK).state()).isEqualTo(State.UNHEALTHY);
    assertThat(after(BAD, BAD, OK, OK, BAD, OK, OK).state()).isEqualTo(State.UNHEALTHY);
    assertThat(after(BAD, BAD, OK, OK, OK)).isEqualTo(TargetHealth.HEALTHY);
  }

  @Test
  void theReasonIsTheLastFailures() {
    assertThat(after(BAD, BAD).reason()).isEqualTo("Target.ResponseCodeMismatch");
    assertThat(after(BAD, BAD).description()).contains("[503]");
    assertThat(after(BAD, new Probe.TimedOut()).reason()).isEqualTo("Target.Timeout");
    assertThat(after(BAD, BAD, new Probe.Failed()).reason()).isEqualTo("Target.FailedHealthChecks");
  }

  @ParameterizedTest
  @CsvSource({"200,true", "250,true", "299,true", "300,false", "302,true", "503,false"})
  void theMatcherKnowsCodesAndRanges(int status, boolean expected) {
    assertThat(CHECK.passes(status)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2xx", "200-", "200,,201", "99"})
  void aMatcherThatIsNoneIsRefused(String matcher) {
    assertThatIllegalArgumentException().isThrownBy(() -> check(matcher));
  }

  private static TargetHealth after(Probe... probes) {
    HealthProgress progress = HealthProgress.START;
    for (Probe probe : probes) {
      progress = progress.next(probe, CHECK);
    }
    return progress.health();
  }

  private static HealthCheck check(String matcher) {
    Duration second = Duration.ofSeconds(1);
    return new HealthCheck("/healthz", second, second, 3, 2, matcher);
  }
}
