package dev.ingot.sandbox.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.sandbox.cloud.fault.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Faults as the AWS SDK sees them. */
class FaultsIT {
  @TempDir static Path folder;
  private static SandboxCloud cloud;
  private static Clients aws;

  @BeforeAll
  static void start() {
    cloud = SandboxCloud.start(folder, 0, 0);
    aws = Clients.withoutRetries(cloud);
  }

  @AfterAll
  static void stop() {
    aws.close();
    cloud.close();
  }

  @AfterEach
  void clear() {
    cloud.faults().clear();
  }

  @Test
  void everyProtocolSaysThrottledSoThatTheSdkKnows() {
    cloud.faults().always("*", Fault.throttled());

    Stream.<Runnable>of(
            () -> aws.ec2().describeImages(r -> {}),
            () -> aws.autoScaling().describeAutoScalingGroups(r -> {}),
            () -> aws.elb().describeRules(r -> r.listenerArn(cloud.bootstrap().listenerArn())),
            () -> aws.ssm().getParameter(r -> r.name("/a")),
            () -> aws.cloudWatch().listMetrics(r -> {}),
            () -> aws.s3().listBuckets(),
            () -> aws.sts().getCallerIdentity(r -> {}))
        .forEach(
            call ->
                assertThatThrownBy(call::run)
                    .isInstanceOfSatisfying(
                        SdkServiceException.class,
                        e -> assertThat(e.isThrottlingException()).as(e.toString()).isTrue()));
  }

  @Test
  void theSdkOutlastsServerErrorsAndADroppedCall() {
    cloud.faults().next("DescribeImages", 1, Fault.internalError());
    cloud.faults().next("DescribeImages", 1, Fault.dropped());

    try (Clients retrying = Clients.of(cloud)) {
      assertThat(retrying.ec2().describeImages(r -> {}).images()).hasSize(1);
    }
    assertThat(cloud.faults().struck("DescribeImages")).isEqualTo(2);
  }

  @Test
  void aCallThatIsDroppedBeforeItsEffectHasNone() {
    cloud.faults().always("CreateLaunchTemplate", Fault.dropped());
    assertThatThrownBy(() -> template("dropped-before")).isInstanceOf(SdkClientException.class);
    assertThat(templates()).doesNotContain("dropped-before");
  }

  @Test
  void aCallThatIsDroppedAfterItsEffectHasIt() {
    cloud.faults().always("CreateLaunchTemplate", Fault.dropped().afterEffect());
    assertThatThrownBy(() -> template("dropped-after")).isInstanceOf(SdkClientException.class);
    assertThat(templates()).contains("dropped-after");
  }

  @Test
  void anErrorOfOnesOwnIsToldAsItIs() {
    cloud.faults().next("autoscaling:DescribeTags", 1, Fault.error(400, "ResourceContention"));
    assertThat(aws.ec2().describeTags(r -> {}).tags()).isNotNull();
    assertThatThrownBy(() -> aws.autoScaling().describeTags(r -> {}))
        .isInstanceOfSatisfying(
            AutoScalingException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ResourceContention"));
  }

  @Test
  void aDelayIsLongerThanACallersPatience() {
    cloud.faults().next("DescribeImages", 1, Fault.delayed(Duration.ofMinutes(1)));
    assertThatThrownBy(
            () ->
                aws.ec2()
                    .describeImages(
                        r ->
                            r.overrideConfiguration(c -> c.apiCallTimeout(Duration.ofMillis(300)))))
        .isInstanceOf(SdkClientException.class);
  }

  @Test
  void anUploadCanBeWrittenWithoutTheCallersKnowledge() {
    String bucket = cloud.bootstrap().bucket();
    cloud.faults().always("PutObject", Fault.dropped().afterEffect());
    assertThatThrownBy(
            () ->
                aws.s3().putObject(r -> r.bucket(bucket).key("a"), RequestBody.fromString("text")))
        .isInstanceOf(SdkClientException.class);
    assertThat(cloud.faults().struck("PutObject")).isEqualTo(1);
    assertThat(aws.s3().listObjectsV2(r -> r.bucket(bucket)).contents())
        .extracting(S3Object::key)
        .containsExactly("a");
  }

  private static void template(String name) {
    aws.ec2()
        .createLaunchTemplate(
            r ->
                r.launchTemplateName(name)
                    .clientToken(name)
                    .launchTemplateData(d -> d.imageId(cloud.bootstrap().baseImageId())));
  }

  private static List<String> templates() {
    return aws.ec2().describeLaunchTemplates(r -> {}).launchTemplates().stream()
        .map(template -> template.launchTemplateName())
        .toList();
  }
}
