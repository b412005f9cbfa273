package dev.ingot.cloud.aws;

import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.Match;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AlreadyExistsException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateTagSpecificationRequest;
import software.amazon.awssdk.services.ec2.model.RequestLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ProtocolEnum;
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
    if (!there.nothing()) {
      requireSameDeployment(spec, there);
    }
    if (there.complete()) {
      return false;
    }
    if (there.group().filter(group -> group.status() != null).isPresent()) {
      throw new CloudException.Conflict(
          "group '" + spec.name() + "' is being deleted; it can be made again after that", null);
    }
    Map<String, String> tags = tags(spec);
    if (there.previewRule().isEmpty()) {
      spec.extras().match().ifPresent(match -> listener.requireFree(match, spec.service()));
    }
    if (there.template().isEmpty()) {
      makeTemplate(spec, tags);
    }
    String targetGroup = there.targetGroupArn().orElseGet(() -> makeTargetGroup(spec, tags));
    if (there.group().isEmpty()) {
      setAttributes(targetGroup);
    }
    if (there.previewRule().isEmpty()) {
      listener.create(
          Listener.PREVIEWS,
          spec.deploymentId(),
          Listener.previewConditions(match(spec), spec.deploymentId()),
          Listener.forward(Map.of(targetGroup, 1)),
          tags);
    }
    if (there.group().isEmpty()) {
      makeGroup(spec, targetGroup, tags);
    }
    return true;
  }

  /** What must be there before anything else; whether it was missing. */
  boolean makeTemplateIfMissing(FleetSpec spec, FleetParts there) {
    check(spec);
    if (!there.nothing()) {
      requireSameDeployment(spec, there);
    }
    if (there.template().isPresent()) {
      return false;
    }
    makeTemplate(spec, tags(spec));
    return true;
  }

  private void check(FleetSpec spec) {
    if (!spec.name().matches("[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?")) {
      throw new CloudException.Invalid("'" + spec.name() + "' is no name for a fleet");
    }
    if (spec.min() < 0 || spec.size() < spec.min() || spec.max() < spec.size()) {
      throw new CloudException.Invalid(
          "a fleet of %d does not lie between %d and %d"
              .formatted(spec.size(), spec.min(), spec.max()));
    }
    if (!spec.secrets().isEmpty() && profile(spec).isEmpty()) {
      throw new CloudException.Invalid(
          "secrets are resolved by the instances' own role, and environment '%s' names none: set"
                  .formatted(environment.name())
              + " instanceProfile in environments.yaml");
    }
  }

  /** The role of the fleet's instances. */
  Optional<String> profile(FleetSpec spec) {
    return spec.extras().instanceProfile().or(environment::instanceProfile);
  }

  private static void requireSameDeployment(FleetSpec spec, FleetParts there) {
    String owner = there.tags().getOrDefault(Tags.DEPLOYMENT, "");
    if (!owner.equals(spec.deploymentId())) {
      throw new CloudException.Conflict(
          "fleet '%s' belongs to %s, not to deployment %s"
              .formatted(
                  spec.name(),
                  owner.isEmpty() ? "somebody else" : "deployment " + owner,
                  spec.deploymentId()),
          null);
    }
  }

  private Map<String, String> tags(FleetSpec spec) {
    Map<String, String> tags = new HashMap<>();
    tags.put(Tags.SERVICE, spec.service());
    tags.put(Tags.ENVIRONMENT, environment.name());
    tags.put(Tags.DEPLOYMENT, spec.deploymentId());
    tags.put(Tags.GENERATION, Long.toString(spec.generation()));
    tags.put(Tags.IMAGE, spec.imageId());
    tags.put(Tags.FLEET, spec.name());
    tags.put("Name", spec.name());
    return Map.copyOf(tags);
  }

  private void makeTemplate(FleetSpec spec, Map<String, String> tags) {
    Map<String, String> own = new HashMap<>(tags);
    own.put(Tags.CREATED_AT, Long.toString(clock.millis()));
    String userData =
        Base64.getEncoder()
            .encodeToString(
                UserData.script(spec, environment.region()).getBytes(StandardCharsets.UTF_8));
    RequestLaunchTemplateData.Builder data =
        RequestLaunchTemplateData.builder()
            .imageId(spec.imageId())
            .instanceType(spec.instanceType())
            .userData(userData)
            .securityGroupIds(environment.securityGroups())
            .metadataOptions(m -> m.httpTokens("required"))
            .tagSpecifications(
                LaunchTemplateTagSpecificationRequest.builder()
                    .resourceType(ResourceType.VOLUME)
                    .tags(Tags.ec2(tags))
                    .build());
    profile(spec).ifPresent(p -> data.iamInstanceProfile(i -> i.name(p)));
    try {
      ec2.createLaunchTemplate(
          r ->
              r.launchTemplateName(spec.name())
                  .clientToken(spec.name())
                  .launchTemplateData(data.build())
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

  private String makeTargetGroup(FleetSpec spec, Map<String, String> tags) {
    int interval = (int) Math.max(1, environment.healthInterval().toSeconds());
    return elb.createTargetGroup(
            r ->
                r.name(spec.name())
                    .protocol(ProtocolEnum.HTTP)
                    .port(spec.port())
                    .vpcId(environment.vpc())
                    .targetType(TargetTypeEnum.INSTANCE)
                    .healthCheckProtocol(ProtocolEnum.HTTP)
                    .healthCheckPath(spec.healthPath())
                    .healthCheckIntervalSeconds(interval)
                    .healthCheckTimeoutSeconds(Math.clamp(interval - 1, 1, LONGEST_CHECK_SECONDS))
                    .healthyThresholdCount(THRESHOLD)
                    .unhealthyThresholdCount(THRESHOLD)
                    .matcher(m -> m.httpCode("200-299"))
                    .tags(Tags.elb(tags)))
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

  private void makeGroup(FleetSpec spec, String targetGroup, Map<String, String> tags) {
    try {
      groups.createAutoScalingGroup(
          r ->
              r.autoScalingGroupName(spec.name())
                  .launchTemplate(t -> t.launchTemplateName(spec.name()).version("1"))
                  .minSize(spec.min())
                  .desiredCapacity(spec.size())
                  .maxSize(spec.max())
                  .vpcZoneIdentifier(String.join(",", environment.subnets()))
                  .targetGroupARNs(List.of(targetGroup))
                  .healthCheckType("ELB")
                  .healthCheckGracePeriod(gracePeriodSeconds())
                  .tags(Tags.group(spec.name(), tags, true)));
    } catch (AlreadyExistsException e) {
      // Made a moment ago by a call whose answer got lost.
    }
  }

  /** Which requests the service's rule takes. */
  Match match(FleetSpec spec) {
    return match(spec.service(), spec.extras().match());
  }

  Match match(String service, Optional<Match> match) {
    return match.orElseGet(() -> Match.all(environment.host(service)));
  }

  /** Longer than a boot, or the group would replace instances before they have come up. */
  private int gracePeriodSeconds() {
    long checks = environment.healthInterval().multipliedBy(CHECKS_IN_GRACE).toSeconds();
    return Math.clamp(checks, SHORTEST_GRACE_SECONDS, LONGEST_GRACE_SECONDS);
  }
}
