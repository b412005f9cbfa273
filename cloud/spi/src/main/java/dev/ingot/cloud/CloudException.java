package dev.ingot.cloud;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A cloud said no. The kind says what to make of it; whether to try again is part of it. */
public abstract sealed class CloudException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private CloudException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Whether the same call may succeed later. */
  public abstract boolean retryable();

  /**
   * Whether this passes by itself, and whatever was asked for is not to blame: the cloud is away,
   * or too much is asked of it. Such a failure is no try of whoever asked.
   */
  public boolean passes() {
    return false;
  }

  /** Before this time has passed the same call is of no use; empty when nobody knows. */
  public Optional<Duration> retryAfter() {
    return Optional.empty();
  }

  /** Too many calls; try again later. */
  public static final class Throttled extends CloudException {
    private static final long serialVersionUID = 1L;

    public Throttled(String message, @Nullable Throwable cause) {
      super(message, cause);
    }

    @Override
    public boolean retryable() {
      return true;
    }

    @Override
    public boolean passes() {
      return true;
    }
  }

  /** The cloud did not answer, or answered that it is broken. */
  public static final class Unavailable extends CloudException {
    private static final long serialVersionUID = 1L;
    private final @Nullable Duration retryAfter;

    public Unavailable(String message, @Nullable Throwable cause) {
      this(message, cause, null);
    }

    private Unavailable(String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
      super(message, cause);
      this.retryAfter = retryAfter;
    }

    /** For a circuit breaker that did not let the call through. */
    public static Unavailable notSent(String message, Duration retryAfter) {
      return new Unavailable(message, null, retryAfter);
    }

    @Override
    public boolean retryable() {
      return true;
    }

    @Override
    public boolean passes() {
      return true;
    }

    @Override
    public Optional<Duration> retryAfter() {
      return Optional.ofNullable(retryAfter);
    }
  }

  /** What was asked for is not there (any more, or yet: clouds are eventually consistent). */
  public static final class NotFound extends CloudException {
    private static final long serialVersionUID = 1L;

    public NotFound(String message, @Nullable Throwable cause) {
      super(message, cause);
    }

    @Override
    public boolean retryable() {
      return true;
    }
  }

  /** Somebody else was there first, or the resource is in a state that forbids the call now. */
  public static final class Conflict extends CloudException {
    private static final long serialVersionUID = 1L;

    public Conflict(String message, @Nullable Throwable cause) {
      super(message, cause);
    }

    @Override
    public boolean retryable() {
      return true;
    }
  }

  /** The cloud answers, and has no room for what was asked: another size or place may have. */
  public static final class NoCapacity extends CloudException {
    private static final long serialVersionUID = 1L;

    public NoCapacity(String message, @Nullable Throwable cause) {
      super(message, cause);
    }

    @Override
    public boolean retryable() {
      return true;
    }
  }

  /** Credentials are missing, wrong or not enough. */
  public static final class Denied extends CloudException {
    private static final long serialVersionUID = 1L;

    public Denied(String message, @Nullable Throwable cause) {
      super(message, cause);
    }

    @Override
    public boolean retryable() {
      return false;
    }
  }

  /** A quota is used up; somebody has to make room. */
  public static final class OverQuota extends CloudException {
    private static final long serialVersionUID = 1L;

    public OverQuota(String message, @Nullable Throwable cause) {
      super(message, cause);
    }

    @Override
    public boolean retryable() {
      return false;
    }
  }

  /** The request can never succeed as it is. */
  public static final class Invalid extends CloudException {
    private static final long serialVersionUID = 1L;

    public Invalid(String message) {
      super(message, null);
    }

    public Invalid(String message, @Nullable Throwable cause) {
      super(message, cause);
    }

    @Override
    public boolean retryable() {
      return false;
    }
  }
}
