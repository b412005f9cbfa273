package dev.ingot.cloud.aws;

import dev.ingot.cloud.CloudException;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What the SDK throws, in the SPI's words. The one place where this is decided. */
final class AwsFailures {
  private static final Set<String> DENIED =
      Set.of(
          "UnauthorizedOperation",
          "AccessDenied",
          "AccessDeniedException",
          "AuthFailure",
          "Blocked",
          "ExpiredToken",
          "ExpiredTokenException",
          "IncompleteSignature",
          "InvalidAccessKeyId",
          "InvalidClientTokenId",
          "MissingAuthenticationToken",
          "MissingAuthenticationTokenException",
          "OperationNotPermitted",
          "OptInRequired",
          "RequestExpired",
          "SignatureDoesNotMatch",
          "UnrecognizedClientException");

  private static final Set<String> NOT_FOUND =
      Set.of("NoSuchKey", "NoSuchBucket", "InvocationDoesNotExist");

  private static final Set<String> CONFLICT =
      Set.of(
          "AlreadyExists",
          "IdempotentParameterMismatch",
          "IdempotentInstanceTerminated",
          "IncorrectInstanceState",
          "IncorrectState",
          "InvalidInstanceId", // SSM: the agent has not registered yet
          "OperationAborted",
          "PriorityInUse",
          "ResourceContention",
          "ResourceInUse",
          "ScalingActivityInProgress",
          "UnsupportedOperation");

  private static final Set<String> UNAVAILABLE =
      Set.of("InternalError", "InternalFailure", "ServiceUnavailable", "Unavailable");

  private static final Set<String> NO_CAPACITY =
      Set.of(
          "InsufficientCapacity",
          "InsufficientHostCapacity",
          "InsufficientInstanceCapacity",
          "InsufficientReservedInstanceCapacity");

  private static final List<String> NO_CREDENTIALS =
      List.of(
          "Unable to load credentials", "Unable to load region", "could not be found in profile");

  private AwsFailures() {}

  /** Does the SDK's part of a call; its failures come out as {@link CloudException}s. */
  static <T> T translated(Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw translate(e);
    }
  }

  /** As {@link #translated(Supplier)}, for a call without a result. */
  static void translated(Runnable call) {
    translated(
        () -> {
          call.run();
          return true;
        });
  }

  /** The error code of AWS's answer; empty when there was none. */
  static String code(SdkException e) {
    if (e instanceof AwsServiceException service
        && service.awsErrorDetails() != null
        && service.awsErrorDetails().errorCode() != null) {
      return service.awsErrorDetails().errorCode();
    }
    return "";
  }

  /** The HTTP status of AWS's answer; 0 when there was none. */
  static int status(SdkException e) {
    return e instanceof AwsServiceException service ? service.statusCode() : 0;
  }

  static CloudException translate(SdkException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CloudException already) {
        return already;
      }
    }
    String message = String.valueOf(e.getMessage());
    if (e instanceof AwsServiceException service) {
      return ofAnswer(service, code(e), message);
    }
    if (NO_CREDENTIALS.stream().anyMatch(message::contains)) {
      return new CloudException.Denied(message, e);
    }
    return new CloudException.Unavailable("AWS did not answer: " + message, e);
  }

  private static CloudException ofAnswer(AwsServiceException e, String code, String message) {
    int status = e.statusCode();
    if (e.isThrottlingException() || code.startsWith("Throttl") || status == 429) {
      return new CloudException.Throttled(message, e);
    }
    if (DENIED.contains(code) || status == 401 || status == 403) {
      return new CloudException.Denied(message, e);
    }
    if (NO_CAPACITY.contains(code)) {
      return new CloudException.NoCapacity(message, e);
    }
    if (UNAVAILABLE.contains(code) || status >= 500) {
      return new CloudException.Unavailable(message, e);
    }
    if (CONFLICT.contains(code) || code.contains("Duplicate") || code.contains("AlreadyExists")) {
      return new CloudException.Conflict(message, e);
    }
    if (NOT_FOUND.contains(code) || code.contains("NotFound") || status == 404) {
      return new CloudException.NotFound(message, e);
    }
    if (code.contains("LimitExceeded") || code.startsWith("TooMany") || code.contains("Quota")) {
      return new CloudException.OverQuota(message, e);
    }
    return new CloudException.Invalid(message, e);
  }
}
