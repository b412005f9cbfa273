package dev.ingot.cloud.aws;

import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.FleetManager.TwinSpec;
import dev.ingot.cloud.Match;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AlreadyExistsException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateTagSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion;
import software.amazon.awssdk.services.ec2.model.RequestLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetTypeEnum;

/** Makes what is missing of a fleet: launch template, target group, preview rule, group. */
final class FleetMaker {
  private static final int THRESHOLD = 2;
  private static final int LONGEST_CHECK_SECONDS = 5;
  private static final int SHORTEST_GRACE_SECONDS = 30;
  private static final int LONGEST_GRACE_SECONDS = 300;
  private static final int CHECKS_IN_GRACE = 24;

  private final CloudEnvironment environment;
  private final Ec2Client ec2;
  private final AutoScalingClient groups;
  private final ElasticLoadBalancingV2Client elb;
  private final Listener listener;
  private final InstantSource clock;

  FleetMaker(
      CloudEnvironment environment, AwsClients clients, Listener listener, InstantSource clock) {
    this.environment = environment;
    this.ec2 = clients.ec2();
    this.groups = clients.groups();
    this.elb = clients.elb();
    this.listener = listener;
    this.clock = clock;
  }

  /** Whether there was anything to make. */
  boolean makeMissing(FleetSpec spec, FleetParts there) {
    check(spec);
    return makeMissing(
        spec.deploymentId(),
        there,
        () -> {
          if (there.previewRule().isEmpty()) {
            spec.extras().match().ifPresent(match -> listener.requireFree(match, spec.service()));
          }
          return design(spec);
        });
  }

  /** Whether there was anything to make; the other fleet is only read when there is. */
  boolean makeMissing(TwinSpec spec, FleetParts there) {
    checkName(spec.name());
    if (spec.size() < 1) {
      throw new CloudException.Invalid("a twin has one instance at least, not " + spec.size());
    }
    return makeMissing(spec.deploymentId(), there, () -> design(spec));
  }

  private boolean makeMissing(
      String deploymentId, FleetParts there, Supplier<FleetDesign> designed) {
    if (!there.nothing()) {
      requireSameDeployment(there, deploymentId);
    }
    if (there.complete()) {
      return false;
    }
    if (there.group().filter(group -> group.status() != null).isPresent()) {
      throw new CloudException.Conflict(
          "group '" + there.name() + "' is being deleted; it can be made again after that", null);
    }
    FleetDesign design = designed.get();
    if (there.template().isEmpty()) {
      makeTemplate(design);
    }
    String targetGroup = there.targetGroupArn().orElseGet(() -> makeTargetGroup(design));
    if (there.group().isEmpty()) {
      setAttributes(targetGroup);
    }
    if (there.previewRule().isEmpty()) {
      listener.create(
          Listener.PREVIEWS,
          design.preview(),
          Listener.previewConditions(design.match(), design.preview()),
          Listener.forward(Map.of(targetGroup, 1)),
          design.tags());
    }
    if (there.group().isEmpty()) {
      makeGroup(design, targetGroup);
    }
    return true;
  }

  /** What must be there before anything else; whether it was missing. */
  boolean makeTemplateIfMissing(FleetSpec spec, FleetParts there) {
    check(spec);
    if (!there.nothing()) {
      requireSameDeployment(there, spec.deploymentId());
    }
    if (there.template().isPresent()) {
      return false;
    }
    makeTemplate(design(spec));
    return true;
  }

  private static void checkName(String name) {
    if (!name.matches("[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?")) {
      throw new CloudException.Invalid("'" + name + "' is no name for a fleet");
    }
  }

  private void check(FleetSpec spec) {
    checkName(spec.name());
    if (spec.min() < 0 || spec.size() < spec.min() || spec.max() < spec.size()) {
      throw new CloudException.Invalid(
          "a fleet of %d does not lie between %d and %d"
              .formatted(spec.size(), spec.min(), spec.max()));
    }
    requireRole(spec, profile(spec), environment.name());
  }

  static void requireRole(FleetSpec spec, Optional<String> role, String environment) {
    boolean secrets = !spec.secrets().isEmpty();
    if (role.isEmpty() && (secrets || !spec.extras().volumes().isEmpty())) {
      throw new CloudException.Invalid(
          "%s by the instances' own role, and environment '%s' names none: set instanceProfile in environments.yaml"
              .formatted(secrets ? "secrets are resolved" : "volumes are mounted", environment));
    }
  }

  /** The role of the fleet's instances. */
  Optional<String> profile(FleetSpec spec) {
    return spec.extras().instanceProfile().or(environment::instanceProfile);
  }

  private static void requireSameDeployment(FleetParts there, String deploymentId) {
    String owner = there.tags().getOrDefault(Tags.DEPLOYMENT, "");
    if (!owner.equals(deploymentId)) {
      throw new CloudException.Conflict(
          "fleet '%s' belongs to %s, not to deployment %s"
              .formatted(
                  there.name(),
                  owner.isEmpty() ? "somebody else" : "deployment " + owner,
                  deploymentId),
          null);
    }
  }

  private FleetDesign design(FleetSpec spec) {
    Map<String, String> tags = new HashMap<>();
    tags.put(Tags.SERVICE, spec.service());
    tags.put(Tags.ENVIRONMENT, environment.name());
    tags.put(Tags.DEPLOYMENT, spec.deploymentId());
    tags.put(Tags.GENERATION, Long.toString(spec.generation()));
    tags.put(Tags.IMAGE, spec.imageId());
    tags.put(Tags.FLEET, spec.name());
    tags.put("Name", spec.name());
    RequestLaunchTemplateData.Builder template =
        RequestLaunchTemplateData.builder()
            .imageId(spec.imageId())
            .instanceType(spec.instanceType())
            .userData(
                Base64.getEncoder()
                    .encodeToString(
                        UserData.script(spec, environment.region())
                            .getBytes(StandardCharsets.UTF_8)))
            .securityGroupIds(environment.securityGroups());
    profile(spec).ifPresent(p -> template.iamInstanceProfile(i -> i.name(p)));
    return new FleetDesign(
        spec.name(),
        spec.deploymentId(),
        match(spec),
        spec.min(),
        spec.size(),
        spec.max(),
        spec.port(),
        spec.healthPath(),
        tags,
        template.build());
  }

  /** The other fleet as it was made: its group runs its template's first version, too. */
  private FleetDesign design(TwinSpec spec) {
    ResponseLaunchTemplateData other =
        ec2
            .describeLaunchTemplateVersions(r -> r.launchTemplateName(spec.of()).versions("1"))
            .launchTemplateVersions()
            .stream()
            .findFirst()
            .map(LaunchTemplateVersion::launchTemplateData)
            .orElseThrow(() -> missing(spec, "launch template"));
    TargetGroup group =
        listener.targetGroup(spec.of()).orElseThrow(() -> missing(spec, "target group"));
    RequestLaunchTemplateData.Builder template =
        RequestLaunchTemplateData.builder()
            .imageId(other.imageId())
            .instanceType(other.instanceTypeAsString())
            .userData(other.userData())
            .securityGroupIds(other.securityGroupIds());
    Optional.ofNullable(other.iamInstanceProfile())
        .ifPresent(p -> template.iamInstanceProfile(i -> i.name(p.name()).arn(p.arn())));
    Map<String, String> tags = new HashMap<>();
    tags.put(Tags.SERVICE, spec.service());
    tags.put(Tags.ENVIRONMENT, environment.name());
    tags.put(Tags.DEPLOYMENT, spec.deploymentId());
    tags.put(Tags.GENERATION, Long.toString(spec.generation()));
    tags.put(Tags.IMAGE, other.imageId());
    tags.put(Tags.FLEET, spec.name());
    tags.put(Tags.ROLE, Tags.BASELINE);
    tags.put(Tags.TWIN_OF, spec.of());
    tags.put("Name", spec.name());
    return new FleetDesign(
        spec.name(),
        // The deployment's own preview is the candidate's.
        spec.name(),
        spec.match().orElseGet(() -> Match.all(environment.host(spec.service()))),
        spec.size(),
        spec.size(),
        spec.size(),
        group.port(),
        group.healthCheckPath(),
        tags,
        template.build());
  }

  private static CloudException missing(TwinSpec spec, String what) {
    return new CloudException.NotFound(
        "fleet '%s' has no %s, so no baseline can be made after it".formatted(spec.of(), what),
        null);
  }

  private void makeTemplate(FleetDesign design) {
    Map<String, String> own = new HashMap<>(design.tags());
    own.put(Tags.CREATED_AT, Long.toString(clock.millis()));
    RequestLaunchTemplateData data =
        design.template().toBuilder()
            .metadataOptions(m -> m.httpTokens("required"))
            .tagSpecifications(
                LaunchTemplateTagSpecificationRequest.builder()
                    .resourceType(ResourceType.VOLUME)
                    .tags(Tags.ec2(design.tags()))
                    .build())
            .build();
    try {
      ec2.createLaunchTemplate(
          r ->
              r.launchTemplateName(design.name())
                  .clientToken(design.name())
                  .launchTemplateData(data)
                  .tagSpecifications(
                      TagSpecification.builder()
                          .resourceType(ResourceType.LAUNCH_TEMPLATE)
                          .tags(Tags.ec2(own))
                          .build()));
    } catch (Ec2Exception e) {
      if (!AwsFailures.code(e).contains("AlreadyExists")) {
        throw e;
      }
      // Made a moment ago by a call whose answer got lost; the name derives from the deployment.
    }
  }

  private String makeTargetGroup(FleetDesign design) {
    int interval = (int) Math.max(1, environment.healthInterval().toSeconds());
    return elb.createTargetGroup(
            r ->
                r.name(design.name())
                    .protocol(ProtocolEnum.HTTP)
                    .port(design.port())
                    .vpcId(environment.vpc())
                    .targetType(TargetTypeEnum.INSTANCE)
                    .healthCheckProtocol(ProtocolEnum.HTTP)
                    .healthCheckPath(design.healthPath())
                    .healthCheckIntervalSeconds(interval)
                    .healthCheckTimeoutSeconds(Math.clamp(interval - 1, 1, LONGEST_CHECK_SECONDS))
                    .healthyThresholdCount(THRESHOLD)
                    .unhealthyThresholdCount(THRESHOLD)
                    .matcher(m -> m.httpCode("200-299"))
                    .tags(Tags.elb(design.tags())))
        .targetGroups()
        .getFirst()
        .targetGroupArn();
  }

  private void setAttributes(String targetGroup) {
    String seconds = Long.toString(Math.clamp(environment.drainFor().toSeconds(), 0, 3600));
    elb.modifyTargetGroupAttributes(
        r ->
            r.targetGroupArn(targetGroup)
                .attributes(
                    TargetGroupAttribute.builder()
                        .key("deregistration_delay.timeout_seconds")
                        .value(seconds)
                        .build()));
  }

  private void makeGroup(FleetDesign design, String targetGroup) {
    try {
      groups.createAutoScalingGroup(
          r ->
              r.autoScalingGroupName(design.name())
                  .launchTemplate(t -> t.launchTemplateName(design.name()).version("1"))
                  .minSize(design.min())
                  .desiredCapacity(design.size())
                  .maxSize(design.max())
                  .vpcZoneIdentifier(String.join(",", environment.subnets()))
                  .targetGroupARNs(List.of(targetGroup))
                  .healthCheckType("ELB")
                  .healthCheckGracePeriod(gracePeriodSeconds())
                  .tags(Tags.group(design.name(), design.tags(), true)));
    } catch (AlreadyExistsException e) {
      // Made a moment ago by a call whose answer got lost.
    }
  }

  /** Which requests the service's rule takes. */
  Match match(FleetSpec spec) {
    return spec.extras().match().orElseGet(() -> Match.all(environment.host(spec.service())));
  }

  /** Longer than a boot, or the group would replace instances before they have come up. */
  private int gracePeriodSeconds() {
    long checks = environment.healthInterval().multipliedBy(CHECKS_IN_GRACE).toSeconds();
    return Math.clamp(checks, SHORTEST_GRACE_SECONDS, LONGEST_GRACE_SECONDS);
  }
}
