package dev.ingot.sandbox.cloud.fault;

import dev.ingot.sandbox.cloud.wire.AwsError;
import dev.ingot.sandbox.cloud.wire.Protocol;
import java.time.Duration;
import java.util.function.Function;

/**
 * Something that goes wrong with a call.
 *
 * @param late whether the call has its effect first; the caller does not learn of it
 */
public record Fault(Kind kind, boolean late) {
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(10);
  private static final String ON_REQUEST = "The sandbox was asked to fail here";

  /** What goes wrong. */
  public sealed interface Kind {
    /** The answer is an error, in the words of the service's protocol. */
    record Refused(Function<Protocol, AwsError> words) implements Kind {}

    /** The call takes longer by so much, and is else as it would be. */
    record Delayed(Duration by) implements Kind {}

    /** The connection is closed without an answer. */
    record Dropped() implements Kind {}
  }

  /** Too many requests, as the service says it; nothing is done. */
  public static Fault throttled() {
    return refused(
        protocol ->
            switch (protocol) {
              case EC2 -> new AwsError(503, "RequestLimitExceeded", "Request limit exceeded.");
              case QUERY -> new AwsError(400, "Throttling", "Rate exceeded");
              case JSON, CBOR -> new AwsError(400, "ThrottlingException", "Rate exceeded");
              case S3 -> new AwsError(503, "SlowDown", "Please reduce your request rate.");
            });
  }

  /** Status 500, as the service says it; nothing is done. */
  public static Fault internalError() {
    return refused(
        protocol ->
            new AwsError(
                500,
                switch (protocol) {
                  case EC2, S3 -> "InternalError";
                  case QUERY -> "InternalFailure";
                  case JSON, CBOR -> "InternalServerError";
                },
                ON_REQUEST));
  }

  /** Status 503, as the service says it; nothing is done. */
  public static Fault unavailable() {
    return refused(
        protocol ->
            new AwsError(
                503, protocol == Protocol.EC2 ? "Unavailable" : "ServiceUnavailable", ON_REQUEST));
  }

  /**
   * An error of one's own; nothing is done.
   *
   * @param status 400 to 599
   * @param code as AWS documents it, such as {@code InsufficientInstanceCapacity}
   */
  public static Fault error(int status, String code) {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("the status of an error is 400 to 599, not " + status);
    }
    return refused(protocol -> new AwsError(status, code, ON_REQUEST));
  }

  /**
   * The call begins later, and then goes on.
   *
   * @param by at most 10 minutes
   */
  public static Fault delayed(Duration by) {
    if (by.isNegative() || by.compareTo(LONGEST_DELAY) > 0) {
      throw new IllegalArgumentException("a delay is at most 10 minutes, not " + by);
    }
    return new Fault(new Kind.Delayed(by), false);
  }

  /** The connection is closed without an answer; nothing is done. */
  public static Fault dropped() {
    return new Fault(new Kind.Dropped(), false);
  }

  /** The same, but the call has its effect first. */
  public Fault afterEffect() {
    return new Fault(kind, true);
  }

  private static Fault refused(Function<Protocol, AwsError> words) {
    return new Fault(new Kind.Refused(words), false);
  }
}
