package dev.ingot.resilience;

import dev.ingot.cloud.CloudException;
import dev.ingot.stage.Surprises;
import java.time.Duration;
import java.util.Optional;

/** A cloud that is away, or that we ask too much of, is no fault of the record's. */
final class CloudSurprises implements Surprises {
  /** Nobody wraps a failure more often than that; causes may go round in circles. */
  private static final int DEPTH = 10;

  @Override
  public Optional<Duration> passes(Throwable surprise) {
    Throwable cause = surprise;
    for (int i = 0; i < DEPTH && cause != null; i++) {
      if (cause instanceof CloudException cloud) {
        return cloud.passes()
            ? Optional.of(cloud.retryAfter().orElse(Duration.ZERO))
            : Optional.empty();
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }
}
