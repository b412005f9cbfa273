package dev.ingot.sandbox.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AWS CLI against the sandbox; skipped where it is not installed. */
class AwsCliIT {
  private static final long PATIENCE_SECONDS = 180;

  @TempDir static Path folder;
  private static SandboxCloud cloud;

  @BeforeAll
  static void start() {
    assumeTrue(installed(), "the AWS CLI is not installed");
    cloud = SandboxCloud.start(folder.resolve("cloud"), 0, 0);
  }

  @AfterAll
  static void stop() {
    if (cloud != null) {
      cloud.close();
    }
  }

  private static boolean installed() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(part -> Files.isExecutable(Path.of(part, "aws")));
  }

  @Test
  void listsWhatThereIs() throws Exception {
    String subnet = cloud.bootstrap().subnet();
    assertThat(aws("sts get-caller-identity")).contains("\"Account\": \"000000000000\"");
    assertThat(aws("ec2 describe-images --owners self"))
        .contains("\"Name\": \"debian-12\"", "\"State\": \"available\"");
    assertThat(aws("elbv2 describe-load-balancers")).contains("\"LoadBalancerName\": \"ingot\"");
    String group =
        aws(
            "elbv2 create-target-group --name cli --protocol HTTP --port 80 --vpc-id "
                + cloud.bootstrap().vpc()
                + " --tags Key=a,Value=b --query TargetGroups[0].TargetGroupArn --output text");
    String rule =
        aws(
            "elbv2 create-rule --priority 7 --listener-arn "
                + cloud.bootstrap().listenerArn()
                + " --conditions Field=host-header,Values=cli.test"
                + " --actions Type=forward,TargetGroupArn="
                + group
                + " --tags Key=ingot:live,Value=x --query Rules[0].RuleArn --output text");
    assertThat(aws("elbv2 describe-rules --listener-arn " + cloud.bootstrap().listenerArn()))
        .contains("\"Priority\": \"7\"", "\"Weight\": 1", "\"Priority\": \"default\"");
    assertThat(aws("elbv2 describe-target-groups --names cli"))
        .contains("\"LoadBalancerArns\": [\n                \"arn:aws:");
    assertThat(aws("elbv2 describe-tags --resource-arns " + rule + " " + group))
        .contains("\"Key\": \"ingot:live\"", "\"Key\": \"a\"");
    String template =
        aws(
            "ec2 create-launch-template --launch-template-name cli --launch-template-data"
                + " {\"ImageId\":\""
                + cloud.bootstrap().baseImageId()
                + "\"} --query LaunchTemplate.LaunchTemplateId --output text");
    aws(
        "autoscaling create-auto-scaling-group --auto-scaling-group-name cli --min-size 1"
            + " --max-size 1 --launch-template LaunchTemplateId="
            + template
            + " --target-group-arns "
            + group
            + " --vpc-zone-identifier "
            + subnet
            + " --tags Key=ingot:service,Value=cli");
    assertThat(aws("autoscaling describe-auto-scaling-groups"))
        .contains("\"AutoScalingGroupName\": \"cli\"", "\"Key\": \"ingot:service\"");
    assertThat(aws("elbv2 describe-target-health --target-group-arn " + group))
        .contains("TargetHealthDescriptions");
  }

  @Test
  void readsMetricsAndParameters() throws Exception {
    Instant now = Instant.now();
    String dimensions = "[{\"Name\":\"TargetGroup\",\"Value\":\"targetgroup/none/0\"}]";
    assertThat(
            aws(
                "cloudwatch get-metric-data --start-time "
                    + now.minusSeconds(60)
                    + " --end-time "
                    + now
                    + " --metric-data-queries"
                    + " [{\"Id\":\"m\",\"MetricStat\":{\"Metric\":{\"Namespace\":\"AWS/ApplicationELB\",\"MetricName\":\"RequestCount\",\"Dimensions\":"
                    + dimensions
                    + "},\"Period\":1,\"Stat\":\"Sum\"}}]"))
        .contains("\"Id\": \"m\"", "\"StatusCode\": \"Complete\"");
    assertThat(aws("ssm get-parameter --name /ingot/images/debian-12"))
        .contains(cloud.bootstrap().baseImageId());
    assertThat(aws("ssm describe-instance-information")).contains("InstanceInformationList");
  }

  @Test
  void copiesFiles() throws Exception {
    Path file = Files.writeString(folder.resolve("hello.txt"), "hello\n");
    String bucket = "s3://" + cloud.bootstrap().bucket();
    aws("s3 cp " + file + " " + bucket + "/some/hello.txt");
    assertThat(aws("s3 ls " + bucket + "/some/")).contains("hello.txt");
    assertThat(aws("s3 ls " + bucket)).contains("PRE some/");
    assertThat(aws("s3 ls")).contains(cloud.bootstrap().bucket());
    assertThat(aws("s3 cp " + bucket + "/some/hello.txt -")).isEqualTo("hello");
    Path part = folder.resolve("part.txt");
    assertThat(
            aws(
                "s3api get-object --bucket "
                    + cloud.bootstrap().bucket()
                    + " --key some/hello.txt --range bytes=1-3 "
                    + part))
        .contains("bytes 1-3/6");
    assertThat(part).hasContent("ell");
    aws("s3 rm " + bucket + "/some/hello.txt");
    assertThat(run("s3 cp " + bucket + "/some/hello.txt -").output()).contains("404");
  }

  @Test
  void keepsParametersAndSecrets() throws Exception {
    String store = "ssm put-parameter --type SecureString --name /shop/db --value ";
    assertThat(aws(store + "hunter2")).contains("\"Version\": 1");
    assertThat(run(store + "again").output()).contains("ParameterAlreadyExists");
    assertThat(aws(store + "hunter3 --overwrite")).contains("\"Version\": 2");
    assertThat(aws("ssm get-parameter --name /shop/db --with-decryption"))
        .contains("\"Value\": \"hunter3\"", "\"Type\": \"SecureString\"");
    assertThat(aws("ssm get-parameter --name /shop/db")).doesNotContain("hunter");
    assertThat(aws("ssm get-parameters --with-decryption --names /shop/db /shop/none"))
        .contains("hunter3", "\"InvalidParameters\": [\n        \"/shop/none\"");
    assertThat(aws("ssm describe-parameters")).contains("/shop/db").doesNotContain("hunter");
    aws("ssm delete-parameter --name /shop/db");
    assertThat(run("ssm get-parameter --name /shop/db").output()).contains("ParameterNotFound");

    String arn =
        aws(
            "secretsmanager create-secret --name shop/db --secret-string {\"a\":1} --query ARN --output text");
    assertThat(run("secretsmanager create-secret --name shop/db --secret-string x").output())
        .contains("ResourceExistsException");
    for (String id : List.of("shop/db", arn)) {
      assertThat(
              aws(
                  "secretsmanager get-secret-value --query SecretString --output text --secret-id "
                      + id))
          .isEqualTo("{\"a\":1}");
    }
    aws("secretsmanager put-secret-value --secret-id shop/db --secret-string other");
    assertThat(aws("secretsmanager get-secret-value --secret-id shop/db")).contains("other");
    assertThat(aws("secretsmanager list-secrets")).contains("shop/db").doesNotContain("other");
    aws("secretsmanager delete-secret --secret-id shop/db --force-delete-without-recovery");
    assertThat(run("secretsmanager get-secret-value --secret-id shop/db").output())
        .contains("ResourceNotFoundException");
  }

  private record Ran(int exitCode, String output) {}

  private static String aws(String arguments) throws IOException, InterruptedException {
    Ran ran = run(arguments);
    assertThat(ran.exitCode).as(arguments + "\n" + ran.output).isZero();
    return ran.output;
  }

  private static Ran run(String arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("aws", "--endpoint-url", cloud.endpoint().toString()));
    command.addAll(List.of(arguments.split(" ", -1)));
    Path output = Files.createTempFile(folder, "aws", ".out");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(output.toFile());
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("AWS_ACCESS_KEY_ID", cloud.bootstrap().accessKeyId());
    builder.environment().put("AWS_SECRET_ACCESS_KEY", cloud.bootstrap().secretAccessKey());
    builder.environment().put("AWS_DEFAULT_REGION", cloud.bootstrap().region());
    builder.environment().put("AWS_PAGER", "");
    Process process = builder.start();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return new Ran(process.waitFor(), Files.readString(output, StandardCharsets.UTF_8).strip());
  }
}
