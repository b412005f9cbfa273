package dev.ingot.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.Telemetry.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AwsTelemetryTest {
  private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void onlyTicksThatAreCompleteCount() {
    List<Instant> starts =
        AwsTelemetry.completeTicks(
            T0.minusSeconds(30), T0.plusSeconds(600), T0.plusSeconds(150), MINUTE, MINUTE);

    assertThat(starts).containsExactly(T0);
  }

  @Test
  void theBeginIsInAndTheEndIsNot() {
    List<Instant> starts =
        AwsTelemetry.completeTicks(
            T0, T0.plusSeconds(120), T0.plusSeconds(9_000), MINUTE, Duration.ZERO);

    assertThat(starts).containsExactly(T0, T0.plusSeconds(60));
  }

  @Test
  void requestsWithoutErrorMetricsHadNoErrors() {
    AwsTelemetry.Counts counts = new AwsTelemetry.Counts();
    counts.put("requests", T0, 120);

    assertThat(counts.ticks(List.of(T0))).containsExactly(new Tick(T0, 120, 0, true));
  }

  @Test
  void missingIsNotZero() {
    AwsTelemetry.Counts counts = new AwsTelemetry.Counts();
    counts.put("requests", T0, 0);

    assertThat(counts.ticks(List.of(T0, T0.plus(MINUTE))))
        .containsExactly(new Tick(T0, 0, 0, true), new Tick(T0.plus(MINUTE), 0, 0, false));
  }

  @Test
  void errorsAreFiveHundredsAndFailedConnections() {
    AwsTelemetry.Counts counts = new AwsTelemetry.Counts();
    counts.put("requests", T0, 100);
    counts.put("server_errors", T0, 5);
    counts.put("connection_errors", T0, 2);

    assertThat(counts.ticks(List.of(T0))).containsExactly(new Tick(T0, 100, 7, true));
  }

  @Test
  void thereAreNeverMoreErrorsThanRequests() {
    AwsTelemetry.Counts counts = new AwsTelemetry.Counts();
    counts.put("connection_errors", T0, 9);

    assertThat(counts.ticks(List.of(T0))).containsExactly(new Tick(T0, 9, 9, true));
  }
}
