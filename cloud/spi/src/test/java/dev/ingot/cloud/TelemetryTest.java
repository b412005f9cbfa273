package dev.ingot.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TelemetryTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void ticksBeginAtMultiplesOfTheTickSince1970() {
    assertThat(Telemetry.firstTickFrom(Instant.ofEpochSecond(61), MINUTE))
        .isEqualTo(Instant.ofEpochSecond(120));
    assertThat(Telemetry.firstTickFrom(Instant.ofEpochSecond(120), MINUTE))
        .isEqualTo(Instant.ofEpochSecond(120));
    assertThat(Telemetry.firstTickFrom(Instant.ofEpochSecond(120, 1), MINUTE))
        .isEqualTo(Instant.ofEpochSecond(180));
  }
}
