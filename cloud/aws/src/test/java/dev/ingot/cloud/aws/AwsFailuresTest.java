package dev.ingot.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.cloud.CloudException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

class AwsFailuresTest {
  @ParameterizedTest
  @CsvSource({
    "RequestLimitExceeded, 503, Throttled",
    "Throttling, 400, Throttled",
    "UnauthorizedOperation, 403, Denied",
    "SignatureDoesNotMatch, 403, Denied",
    "InvalidAMIID.NotFound, 400, NotFound",
    "TargetGroupNotFound, 400, NotFound",
    "NoSuchKey, 404, NotFound",
    "InvalidAMIName.Duplicate, 400, Conflict",
    "PriorityInUse, 400, Conflict",
    "ResourceInUse, 400, Conflict",
    "AlreadyExists, 400, Conflict",
    "VcpuLimitExceeded, 400, OverQuota",
    "TooManyTargetGroups, 400, OverQuota",
    "InternalError, 500, Unavailable",
    "InsufficientInstanceCapacity, 500, NoCapacity",
    "ValidationError, 400, Invalid"
  })
  void namesAFailureByItsMeaning(String code, int status, String kind) {
    Ec2Exception answer =
        (Ec2Exception)
            Ec2Exception.builder()
                .message("no")
                .statusCode(status)
                .awsErrorDetails(
                    AwsErrorDetails.builder().errorCode(code).errorMessage("no").build())
                .build();

    CloudException failure = AwsFailures.translate(answer);

    assertThat(failure.getClass().getSimpleName()).isEqualTo(kind);
    assertThat(failure).hasCause(answer);
  }

  @Test
  void silenceIsUnavailable() {
    assertThatThrownBy(
            () ->
                AwsFailures.translated(
                    () -> {
                      throw SdkClientException.create("connect timed out");
                    }))
        .isInstanceOf(CloudException.Unavailable.class);
  }

  @Test
  void missingCredentialsAreDenied() {
    assertThat(
            AwsFailures.translate(
                SdkClientException.create("Unable to load credentials from any of the providers")))
        .isInstanceOf(CloudException.Denied.class);
  }

  @Test
  void aFailureOfOursPassesThroughTheSdkAsItIs() {
    CloudException ours = new CloudException.Throttled("wait", null);

    assertThat(AwsFailures.translate(SdkClientException.create("interceptor", ours)))
        .isSameAs(ours);
  }
}
