package dev.ingot.sandbox.cloud;

import static dev.ingot.sandbox.cloud.Waiting.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.sandbox.cloud.model.Arns;
import dev.ingot.sandbox.cloud.wire.AccessKey;
import dev.ingot.sandbox.process.JvmProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ActionTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupTuple;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthStateEnum;

/** The sandbox's cloud is killed in every way and started again. */
@SuppressWarnings("unchecked") // the SDK takes builders as generic varargs
class RestartIT {
  private static final Duration LONGEST = Duration.ofMinutes(3);

  private static final String INSTALL =
      """
      set -e
      mkdir -p "${INGOT_ROOT}/app" "${INGOT_ROOT}/etc/systemd/system"
      echo fine > "${INGOT_ROOT}/app/healthz"
      cat > "${INGOT_ROOT}/run" <<'RUN'
      #!/bin/sh
      cd "${INGOT_ROOT}/app"
      exec python3 -m http.server --bind 127.0.0.1 "$PORT"
      RUN
      chmod +x "${INGOT_ROOT}/run"
      cat > "${INGOT_ROOT}/etc/systemd/system/app.service" <<'UNIT'
      [Service]
      ExecStart=/run
      Restart=on-failure
      UNIT
      echo installed
      """;

  @TempDir Path temp;
  private Path folder;
  private CloudProcess process;
  private JvmProcess life;
  private Clients aws;
  private String command = "";

  @BeforeEach
  void start() throws IOException {
    folder = temp.resolve("cloud");
    Files.createDirectories(folder);
    process = new CloudProcess(folder);
    begin();
  }

  @AfterEach
  void end() throws IOException {
    life.close();
    await().atMost(LONGEST).until(() -> process.machineProcesses().isEmpty());
  }

  @Test
  void whatWasToldIsThereAfterEveryKindOfEnd() throws IOException {
    String image = bake();
    String live = targetGroup("live");
    String candidate = targetGroup("candidate");
    rule(live, candidate);
    group(image, live);
    aws.s3()
        .putObject(
            r -> r.bucket(Arns.BUCKET).key("source/a.tgz").metadata(Map.of("mine", "yes")),
            RequestBody.fromString("archive"));
    awaitTwoHealthy(live);
    Map<String, Object> before = described();

    CloudProcess.killGuardian(life);
    Set<Long> old = pids();
    List<String> instances = instancesOf("group");
    life.kill();
    assertThat(life.awaitEnd(LONGEST)).isTrue();
    assertThat(pids()).as("without a guardian they run on").isEqualTo(old).isNotEmpty();
    beginAgain(before, live, old, instances);

    old = pids();
    instances = instancesOf("group");
    life.kill();
    assertThat(life.awaitEnd(LONGEST)).isTrue();
    beginAgain(before, live, old, instances);

    old = pids();
    instances = instancesOf("group");
    life.terminate();
    assertThat(life.awaitEnd(LONGEST)).isTrue();
    assertThat(process.machineProcesses()).isEmpty();
    beginAgain(before, live, old, instances);
  }

  private void beginAgain(
      Map<String, Object> before, String live, Set<Long> old, List<String> oldInstances)
      throws IOException {
    aws.close();
    begin();
    assertThat(pids()).doesNotContainAnyElementsOf(old);
    isStill(before);
    awaitTwoHealthy(live);
    isStill(before);
    assertThat(instancesOf("group")).hasSize(2).doesNotContainAnyElementsOf(oldInstances);
    List<Instance> instances =
        aws.ec2().describeInstancesPaginator(r -> {}).reservations().stream()
            .flatMap(reservation -> reservation.instances().stream())
            .toList();
    assertThat(instances)
        .filteredOn(one -> one.state().name() == InstanceStateName.TERMINATED)
        .isNotEmpty()
        .allMatch(one -> one.stateReason().message().contains("restarted"));
    assertThat(instances)
        .filteredOn(one -> one.state().name() != InstanceStateName.TERMINATED)
        .hasSize(2);
    try (Stream<Path> folders = Files.list(folder.resolve("instances"))) {
      assertThat(folders.filter(one -> !one.toString().endsWith(".machine"))).hasSize(2);
    }
  }

  private void isStill(Map<String, Object> before) {
    described().forEach((what, now) -> assertThat(now).as(what).isEqualTo(before.get(what)));
  }

  private void begin() throws IOException {
    life = process.start();
    await().atMost(LONGEST).until(() -> Files.exists(folder.resolve("state.json")));
    AccessKey key = AccessKey.keptIn(folder.resolve("access-key"));
    aws = Clients.of(process.endpoint(), key.id(), key.secret());
    await()
        .atMost(LONGEST)
        .ignoreExceptionsInstanceOf(SdkException.class)
        .untilAsserted(
            () -> {
              assertThat(life.alive()).as(this::log).isTrue();
              assertThat(aws.sts().getCallerIdentity(r -> {}).account()).isEqualTo(Arns.ACCOUNT);
            });
  }

  private String log() {
    try {
      return Files.readString(life.log());
    } catch (IOException e) {
      return e.toString();
    }
  }

  private Map<String, Object> described() {
    return Described.of(aws, Arns.LISTENER, Arns.BUCKET, command);
  }

  private Set<Long> pids() throws IOException {
    Set<Long> pids = new HashSet<>();
    process.machineProcesses().forEach(one -> pids.add(one.pid()));
    return pids;
  }

  private String bake() {
    String builder =
        aws.ec2()
            .runInstances(r -> r.imageId(Arns.BASE_IMAGE).minCount(1).maxCount(1).clientToken("b"))
            .instances()
            .get(0)
            .instanceId();
    await()
        .atMost(LONGEST)
        .until(
            () -> aws.ssm().describeInstanceInformation(r -> {}).instanceInformationList(),
            online -> online.size() == 1);
    String sent =
        aws.ssm()
            .sendCommand(
                r ->
                    r.documentName("AWS-RunShellScript")
                        .instanceIds(builder)
                        .parameters(Map.of("commands", List.of(INSTALL))))
            .command()
            .commandId();
    command = sent + "@" + builder;
    await()
        .atMost(LONGEST)
        .until(
            () ->
                aws.ssm()
                    .getCommandInvocation(r -> r.commandId(sent).instanceId(builder))
                    .standardOutputContent()
                    .equals("installed\n"));
    String image =
        aws.ec2()
            .createImage(
                r ->
                    r.instanceId(builder)
                        .name("shop")
                        .tagSpecifications(
                            t ->
                                t.resourceType(ResourceType.IMAGE)
                                    .tags(tag -> tag.key("ingot:bake-key").value("b"))))
            .imageId();
    await()
        .atMost(LONGEST)
        .until(
            () ->
                aws.ec2()
                    .describeImages(r -> r.imageIds(image))
                    .images()
                    .get(0)
                    .stateAsString()
                    .equals("available"));
    return image;
  }

  private String targetGroup(String name) {
    return aws.elb()
        .createTargetGroup(
            r ->
                r.name(name)
                    .protocol("HTTP")
                    .port(8080)
                    .vpcId(Arns.VPC)
                    .healthCheckPath("/healthz")
                    .healthCheckIntervalSeconds(1)
                    .healthCheckTimeoutSeconds(1)
                    .healthyThresholdCount(2)
                    .unhealthyThresholdCount(2)
                    .tags(t -> t.key("ingot:service").value("shop")))
        .targetGroups()
        .get(0)
        .targetGroupArn();
  }

  private void rule(String live, String candidate) {
    aws.elb()
        .createRule(
            r ->
                r.listenerArn(Arns.LISTENER)
                    .priority(10)
                    .conditions(
                        c -> c.field("host-header").hostHeaderConfig(h -> h.values("shop.test")))
                    .actions(
                        a ->
                            a.type(ActionTypeEnum.FORWARD)
                                .forwardConfig(
                                    f -> f.targetGroups(share(live, 95), share(candidate, 5))))
                    .tags(
                        t -> t.key("ingot:live").value("live"),
                        t -> t.key("ingot:rollback-at").value("2026-11-23T08:00:00Z")));
  }

  private static TargetGroupTuple share(String targetGroup, int weight) {
    return TargetGroupTuple.builder().targetGroupArn(targetGroup).weight(weight).build();
  }

  private void group(String image, String targetGroup) {
    String userData =
        Base64.getEncoder().encodeToString("systemctl enable --now app.service\n".getBytes(UTF_8));
    aws.ec2()
        .createLaunchTemplate(
            r ->
                r.launchTemplateName("group")
                    .launchTemplateData(d -> d.imageId(image).userData(userData)));
    aws.autoScaling()
        .createAutoScalingGroup(
            r ->
                r.autoScalingGroupName("group")
                    .minSize(2)
                    .maxSize(4)
                    .launchTemplate(t -> t.launchTemplateName("group").version("1"))
                    .targetGroupARNs(targetGroup)
                    .tags(t -> t.key("ingot:service").value("shop").propagateAtLaunch(true)));
  }

  private List<String> instancesOf(String group) {
    return aws
        .autoScaling()
        .describeAutoScalingGroups(r -> r.autoScalingGroupNames(group))
        .autoScalingGroups()
        .get(0)
        .instances()
        .stream()
        .map(instance -> instance.instanceId())
        .toList();
  }

  private void awaitTwoHealthy(String targetGroup) {
    await()
        .atMost(LONGEST)
        .untilAsserted(
            () ->
                assertThat(
                        aws.elb()
                            .describeTargetHealth(r -> r.targetGroupArn(targetGroup))
                            .targetHealthDescriptions())
                    .extracting(description -> description.targetHealth().state())
                    .containsExactly(TargetHealthStateEnum.HEALTHY, TargetHealthStateEnum.HEALTHY));
  }
}
