package dev.ingot.sandbox.cloud;

import static dev.ingot.sandbox.cloud.Waiting.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.ImageState;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupTuple;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthStateEnum;
import software.amazon.awssdk.services.ssm.model.GetCommandInvocationResponse;
import software.amazon.awssdk.services.ssm.model.InvalidInstanceIdException;

/** The AWS SDK's own clients against the sandbox. */
@SuppressWarnings("unchecked") // the SDK takes builders as generic varargs
class SandboxApiIT {
  @TempDir static Path folder;
  private static SandboxCloud cloud;
  private static Clients aws;

  private static final String UNIT =
      """
      [Service]
      ExecStart=/opt/ingot/run
      EnvironmentFile=-/etc/ingot/env
      Environment=PORT=8080
      Restart=on-failure
      """;

  private static final String INSTALL =
      """
      set -e
      mkdir -p "${INGOT_ROOT}/opt/ingot/app" "${INGOT_ROOT}/etc/systemd/system"
      echo fine > "${INGOT_ROOT}/opt/ingot/app/healthz"
      echo "version one" > "${INGOT_ROOT}/opt/ingot/app/index.html"
      cat > "${INGOT_ROOT}/opt/ingot/run" <<'RUN'
      #!/bin/sh
      cd "${INGOT_ROOT}/opt/ingot/app"
      exec python3 -m http.server --bind 127.0.0.1 "$PORT"
      RUN
      chmod +x "${INGOT_ROOT}/opt/ingot/run"
      cat > "${INGOT_ROOT}/etc/systemd/system/ingot-app.service" <<'UNIT'
      %s
      UNIT
      echo built
      """
          .formatted(UNIT);

  @BeforeAll
  static void start() {
    cloud = SandboxCloud.start(folder, 0, 0);
    aws = Clients.of(cloud);
  }

  @AfterAll
  static void stop() {
    aws.close();
    cloud.close();
  }

  @Test
  void takesAServiceFromBuilderToTrafficAndMetrics() throws Exception {
    String builder = runBuilder();
    String image = bake(builder);
    String targetGroup = targetGroup("ig-shop-1");
    String rule = rule(targetGroup, 10, "shop.test");
    group("ig-shop-1", image, targetGroup);
    await()
        .untilAsserted(
            () ->
                assertThat(health(targetGroup))
                    .containsExactly(TargetHealthStateEnum.HEALTHY, TargetHealthStateEnum.HEALTHY));

    Instant before = Instant.now().minusSeconds(1);
    for (int i = 0; i < 20; i++) {
      assertThat(request("shop.test", "/")).isEqualTo("200 version one\n");
    }
    assertThat(request("shop.test", "/missing")).startsWith("404");
    assertThat(request("other.test", "/")).startsWith("404 No rule");

    await()
        .untilAsserted(
            () -> {
              assertThat(MetricSums.of(aws, "RequestCount", targetGroup, before)).isEqualTo(21);
              assertThat(MetricSums.of(aws, "HTTPCode_Target_4XX_Count", targetGroup, before))
                  .isEqualTo(1);
              assertThat(MetricSums.of(aws, "HTTPCode_Target_5XX_Count", targetGroup, before))
                  .isZero();
            });

    replacesAKilledInstance(targetGroup);
    endsTidily("ig-shop-1", targetGroup, rule);
    aws.ec2().deregisterImage(r -> r.imageId(image).deleteAssociatedSnapshots(true));
    assertThat(aws.ec2().describeSnapshots(r -> {}).snapshots()).isEmpty();
  }

  private static String runBuilder() {
    for (int attempt = 0; attempt < 2; attempt++) {
      aws.ec2()
          .runInstances(
              r ->
                  r.imageId(cloud.bootstrap().baseImageId())
                      .minCount(1)
                      .maxCount(1)
                      .clientToken("bake-1")
                      .subnetId(cloud.bootstrap().subnet())
                      .tagSpecifications(
                          t ->
                              t.resourceType(ResourceType.INSTANCE)
                                  .tags(tag("ingot:bake-key", "b1"))));
    }
    List<Instance> found =
        aws
            .ec2()
            .describeInstancesPaginator(
                r -> r.filters(f -> f.name("tag:ingot:bake-key").values("b1")))
            .reservations()
            .stream()
            .flatMap(reservation -> reservation.instances().stream())
            .toList();
    assertThat(found).hasSize(1);
    String id = found.get(0).instanceId();
    await()
        .until(
            () ->
                aws.ssm()
                        .describeInstanceInformation(
                            r -> r.filters(f -> f.key("InstanceIds").values(id)))
                        .instanceInformationList()
                        .size()
                    == 1);
    return id;
  }

  private static String bake(String builder) {
    GetCommandInvocationResponse done = command(builder, INSTALL);
    assertThat(done.statusAsString()).isEqualTo("Success");
    assertThat(done.standardOutputContent()).isEqualTo("built\n");
    assertThat(command(builder, "echo bad >&2; exit 3").responseCode()).isEqualTo(3);

    aws.ec2().stopInstances(r -> r.instanceIds(builder));
    await().until(() -> state(builder) == InstanceStateName.STOPPED);
    assertThatThrownBy(() -> command(builder, "true"))
        .isInstanceOf(InvalidInstanceIdException.class);
    String image =
        aws.ec2()
            .createImage(
                r ->
                    r.instanceId(builder)
                        .name("shop b1")
                        .tagSpecifications(
                            t ->
                                t.resourceType(ResourceType.IMAGE)
                                    .tags(tag("ingot:bake-key", "b1")),
                            t ->
                                t.resourceType(ResourceType.SNAPSHOT)
                                    .tags(tag("ingot:bake-key", "b1"))))
            .imageId();
    assertThatThrownBy(() -> aws.ec2().createImage(r -> r.instanceId(builder).name("shop b1")))
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidAMIName.Duplicate"));
    await()
        .until(
            () ->
                aws
                    .ec2()
                    .describeImages(
                        r ->
                            r.owners("self")
                                .filters(
                                    f -> f.name("tag:ingot:bake-key").values("b1"),
                                    f -> f.name("state").values("available")))
                    .images()
                    .stream()
                    .anyMatch(found -> found.state() == ImageState.AVAILABLE));
    aws.ec2().terminateInstances(r -> r.instanceIds(builder));
    await().until(() -> state(builder) == InstanceStateName.TERMINATED);
    return image;
  }

  private static GetCommandInvocationResponse command(String instance, String script) {
    String id =
        aws.ssm()
            .sendCommand(
                r ->
                    r.documentName("AWS-RunShellScript")
                        .instanceIds(instance)
                        .parameters(
                            Map.of("commands", List.of(script), "executionTimeout", List.of("60"))))
            .command()
            .commandId();
    return await()
        .until(
            () -> aws.ssm().getCommandInvocation(r -> r.commandId(id).instanceId(instance)),
            invocation -> !invocation.statusAsString().equals("InProgress"));
  }

  private static String targetGroup(String name) {
    List<String> arns =
        IntStream.range(0, 2)
            .mapToObj(
                i ->
                    aws.elb()
                        .createTargetGroup(
                            r ->
                                r.name(name)
                                    .protocol("HTTP")
                                    .port(8080)
                                    .vpcId(cloud.bootstrap().vpc())
                                    .healthCheckPath("/healthz")
                                    .healthCheckIntervalSeconds(1)
                                    .healthCheckTimeoutSeconds(1)
                                    .healthyThresholdCount(2)
                                    .unhealthyThresholdCount(10)
                                    .tags(t -> t.key("ingot:service").value("shop")))
                        .targetGroups()
                        .get(0)
                        .targetGroupArn())
            .distinct()
            .toList();
    assertThat(arns).hasSize(1);
    aws.elb()
        .modifyTargetGroupAttributes(
            r ->
                r.targetGroupArn(arns.get(0))
                    .attributes(a -> a.key("deregistration_delay.timeout_seconds").value("1")));
    return arns.get(0);
  }

  private static String rule(String targetGroup, int priority, String host) {
    String arn =
        aws.elb()
            .createRule(
                r ->
                    r.listenerArn(cloud.bootstrap().listenerArn())
                        .priority(priority)
                        .conditions(
                            c -> c.field("host-header").hostHeaderConfig(h -> h.values(host)))
                        .actions(
                            a ->
                                a.type(ActionTypeEnum.FORWARD)
                                    .forwardConfig(
                                        f ->
                                            f.targetGroups(
                                                TargetGroupTuple.builder()
                                                    .targetGroupArn(targetGroup)
                                                    .weight(100)
                                                    .build())))
                        .tags(t -> t.key("ingot:live").value("ig-shop-1")))
            .rules()
            .get(0)
            .ruleArn();
    assertThat(aws.elb().describeTags(r -> r.resourceArns(arn)).tagDescriptions().get(0).tags())
        .hasSize(1);
    return arn;
  }

  private static void group(String name, String image, String targetGroup) {
    String userData =
        "mkdir -p \"${INGOT_ROOT}/etc/ingot\"\necho GREETING=hello >"
            + " \"${INGOT_ROOT}/etc/ingot/env\"\nsystemctl enable --now ingot-app.service\n";
    aws.ec2()
        .createLaunchTemplate(
            r ->
                r.launchTemplateName(name)
                    .launchTemplateData(
                        d ->
                            d.imageId(image)
                                .instanceType("t3.small")
                                .userData(
                                    Base64.getEncoder().encodeToString(userData.getBytes(UTF_8)))));
    aws.autoScaling()
        .createAutoScalingGroup(
            r ->
                r.autoScalingGroupName(name)
                    .minSize(2)
                    .maxSize(4)
                    .desiredCapacity(2)
                    .launchTemplate(t -> t.launchTemplateName(name).version("1"))
                    .vpcZoneIdentifier(cloud.bootstrap().subnet())
                    .targetGroupARNs(targetGroup)
                    .healthCheckType("ELB")
                    .healthCheckGracePeriod(60)
                    .tags(t -> t.key("ingot:service").value("shop").propagateAtLaunch(true)));
    assertThatThrownBy(() -> groupAgain(name))
        .isInstanceOfSatisfying(
            AutoScalingException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AlreadyExists"));
  }

  private static void groupAgain(String name) {
    aws.autoScaling()
        .createAutoScalingGroup(
            r ->
                r.autoScalingGroupName(name)
                    .minSize(0)
                    .maxSize(1)
                    .launchTemplate(t -> t.launchTemplateName(name)));
  }

  private static void replacesAKilledInstance(String targetGroup) {
    String victim = describe("ig-shop-1").instances().get(0).instanceId();
    aws.ec2().terminateInstances(r -> r.instanceIds(victim));
    await()
        .untilAsserted(
            () -> {
              assertThat(describe("ig-shop-1").instances())
                  .hasSize(2)
                  .allMatch(i -> i.lifecycleStateAsString().equals("InService"))
                  .noneMatch(i -> i.instanceId().equals(victim));
              assertThat(health(targetGroup))
                  .containsExactly(TargetHealthStateEnum.HEALTHY, TargetHealthStateEnum.HEALTHY);
            });
    assertThat(
            aws
                .autoScaling()
                .describeScalingActivitiesPaginator(r -> r.autoScalingGroupName("ig-shop-1"))
                .activities()
                .stream()
                .map(activity -> activity.cause()))
        .anyMatch(cause -> cause.contains("EC2 health check"));
  }

  private static void endsTidily(String name, String targetGroup, String rule) {
    aws.elb().deleteRule(r -> r.ruleArn(rule));
    await()
        .untilAsserted(
            () -> assertThat(health(targetGroup)).containsOnly(TargetHealthStateEnum.UNUSED));
    aws.autoScaling()
        .updateAutoScalingGroup(r -> r.autoScalingGroupName(name).minSize(0).desiredCapacity(0));
    await().until(() -> describe(name).instances().isEmpty());
    aws.autoScaling().deleteAutoScalingGroup(r -> r.autoScalingGroupName(name));
    await()
        .until(
            () ->
                aws.autoScaling()
                    .describeAutoScalingGroups(r -> r.autoScalingGroupNames(name))
                    .autoScalingGroups()
                    .isEmpty());
    aws.elb().deleteTargetGroup(r -> r.targetGroupArn(targetGroup));
    aws.ec2().deleteLaunchTemplate(r -> r.launchTemplateName(name));
  }

  private static AutoScalingGroup describe(String name) {
    return aws.autoScaling()
        .describeAutoScalingGroups(r -> r.autoScalingGroupNames(name))
        .autoScalingGroups()
        .get(0);
  }

  private static List<TargetHealthStateEnum> health(String targetGroup) {
    return aws
        .elb()
        .describeTargetHealth(r -> r.targetGroupArn(targetGroup))
        .targetHealthDescriptions()
        .stream()
        .map(description -> description.targetHealth().state())
        .toList();
  }

  private static InstanceStateName state(String id) {
    return aws.ec2()
        .describeInstances(r -> r.instanceIds(id))
        .reservations()
        .get(0)
        .instances()
        .get(0)
        .state()
        .name();
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }

  private static String request(String host, String path) throws Exception {
    return RawHttp.get(cloud.listener(), host, path);
  }
}
