package dev.ingot.sandbox.cloud;

import static dev.ingot.sandbox.cloud.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ssm.model.ParameterType;

/** What an instance can ask about itself, and what its role may do. */
class InstanceRoleIT {
  @TempDir static Path folder;
  private static SandboxCloud cloud;
  private static Clients aws;

  @BeforeAll
  static void start() {
    cloud = SandboxCloud.start(folder, 0, 0);
    aws = Clients.of(cloud);
    aws.ssm().putParameter(r -> r.name("/a").value("value-of-a").type(ParameterType.SECURE_STRING));
  }

  @AfterAll
  static void stop() {
    aws.close();
    cloud.close();
  }

  private static final String ASK =
      """
      at=$AWS_EC2_METADATA_SERVICE_ENDPOINT/latest
      code() { curl -s -o /dev/null -w '%{http_code}' "$@"; }
      echo "no token: $(code "$at/meta-data/instance-id")"
      t="x-aws-ec2-metadata-token: $(curl -s -X PUT -H 'x-aws-ec2-metadata-token-ttl-seconds: 60' "$at/api/token")"
      echo "id: $(curl -s -H "$t" "$at/meta-data/instance-id")"
      echo "another's: $(code -H "$t" "${at%/*/latest}/i-1/latest/meta-data/instance-id")"
      role=$(curl -s -H "$t" "$at/meta-data/iam/security-credentials/")
      echo "role: $role"
      c=$(curl -s -H "$t" "$at/meta-data/iam/security-credentials/$role")
      field() { echo "$c" | sed "s/.*\\"$1\\":\\"\\([^\\"]*\\)\\".*/\\1/"; }
      call() { # service target body token
        curl -s --aws-sigv4 "aws:amz:$AWS_REGION:$1" --user "$(field AccessKeyId):$(field SecretAccessKey)" \\
          -H "x-amz-security-token: $4" -H "x-amz-target: $2" -H 'content-type: application/x-amz-json-1.1' -d "$3" "$AWS_ENDPOINT_URL/"
        echo
      }
      call ssm AmazonSSM.GetParameter '{"Name":"/a","WithDecryption":true}' "$(field Token)"
      call ssm AmazonSSM.GetParameter '{"Name":"/a","WithDecryption":true}' wrong
      call ssm AmazonSSM.PutParameter '{"Name":"/b","Value":"b"}' "$(field Token)"
      call ssm AmazonSSM.DescribeInstanceInformation '{}' "$(field Token)"
      echo the end
      """;

  private static String answers(Optional<String> role) {
    RunInstancesRequest.Builder run =
        RunInstancesRequest.builder()
            .imageId(cloud.bootstrap().baseImageId())
            .minCount(1)
            .maxCount(1)
            .userData(Base64.getEncoder().encodeToString(ASK.getBytes(StandardCharsets.UTF_8)));
    role.ifPresent(name -> run.iamInstanceProfile(p -> p.name(name)));
    String id = aws.ec2().runInstances(run.build()).instances().getFirst().instanceId();
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                new String(
                    Base64.getMimeDecoder()
                        .decode(
                            Optional.ofNullable(
                                    aws.ec2().getConsoleOutput(r -> r.instanceId(id)).output())
                                .orElse("")),
                    StandardCharsets.UTF_8),
            text -> text.contains("the end"))
        .replace(id, "itself");
  }

  @Test
  void anInstanceReadsParametersByItsRoleAndDoesNothingElse() {
    assertThat(answers(Optional.of("shop")))
        .contains("no token: 401", "id: itself", "another's: 404", "role: shop")
        .containsOnlyOnce("value-of-a")
        .contains("UnrecognizedClientException")
        .contains("AccessDeniedException", "ssm:PutParameter", "ssm:DescribeInstanceInformation");
    assertThat(aws.ssm().describeParameters(r -> {}).parameters())
        .extracting(parameter -> parameter.name())
        .doesNotContain("/b");
  }

  @Test
  void anInstanceWithoutARoleHasNoCredentials() {
    assertThat(answers(Optional.empty()))
        .contains("role: the instance has no role")
        .doesNotContain("value-of-a");
  }
}
