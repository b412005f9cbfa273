package dev.ingot.cloud.aws;

import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.FleetManager.Endpoint;
import dev.ingot.cloud.FleetManager.InstanceState;
import dev.ingot.cloud.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingGroupsResponse;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.LaunchTemplate;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Rule;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupNotFoundException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealth;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthDescription;

/** Reads fleets: by their tags, or one by its name. */
final class FleetObserver {
  private final CloudEnvironment environment;
  private final Ec2Client ec2;
  private final AutoScalingClient groups;
  private final ElasticLoadBalancingV2Client elb;
  private final Listener listener;

  FleetObserver(CloudEnvironment environment, AwsClients clients, Listener listener) {
    this.environment = environment;
    this.ec2 = clients.ec2();
    this.groups = clients.groups();
    this.elb = clients.elb();
    this.listener = listener;
  }

  /** Every fleet of the environment, or of one service in it. */
  List<FleetParts> all(Optional<String> service) {
    Map<String, String> wanted = new LinkedHashMap<>();
    wanted.put(Tags.ENVIRONMENT, environment.name());
    service.ifPresent(name -> wanted.put(Tags.SERVICE, name));
    Map<String, LaunchTemplate> templates = templates(wanted);
    Map<String, AutoScalingGroup> found = groups(wanted);
    Set<String> names = new TreeSet<>(templates.keySet());
    names.addAll(found.keySet());
    if (names.isEmpty()) {
      return List.of();
    }
    Map<String, Instant> launchTimes = launchTimes(found.values(), wanted);
    List<Rule> rules = listener.rules();
    List<FleetParts> fleets = new ArrayList<>();
    for (String name : names) {
      fleets.add(
          parts(
              name,
              Optional.ofNullable(templates.get(name)),
              Optional.ofNullable(found.get(name)),
              rules,
              launchTimes));
    }
    return fleets;
  }

  /** What is taken: of the groups those of the whole region, since that is what the quota is of. */
  Usage usage() {
    Map<String, String> ours = Map.of(Tags.ENVIRONMENT, environment.name());
    int instances = 0;
    int all = 0;
    for (DescribeAutoScalingGroupsResponse page : groups.describeAutoScalingGroupsPaginator()) {
      for (AutoScalingGroup group : page.autoScalingGroups()) {
        all++;
        if (Tags.ofGroup(group.tags()).entrySet().containsAll(ours.entrySet())) {
          instances += group.desiredCapacity();
        }
      }
    }
    return new Usage(instances, all, listener.targetGroups(), listener.rules().size());
  }

  /** The fleet of this name, whoever made it. */
  FleetParts one(String name) {
    Optional<AutoScalingGroup> group =
        groups
            .describeAutoScalingGroups(r -> r.autoScalingGroupNames(name))
            .autoScalingGroups()
            .stream()
            .findFirst();
    return parts(
        name,
        template(name),
        group,
        listener.rules(),
        launchTimes(group.stream().toList(), Map.of(Tags.FLEET, name)));
  }

  private FleetParts parts(
      String name,
      Optional<LaunchTemplate> template,
      Optional<AutoScalingGroup> group,
      List<Rule> rules,
      Map<String, Instant> launchTimes) {
    Optional<String> targetGroup =
        rules.stream()
            .flatMap(rule -> Listener.weights(rule).keySet().stream())
            .filter(arn -> Listener.nameOf(arn).equals(name))
            .findFirst()
            .or(() -> listener.targetGroup(name).map(TargetGroup::targetGroupArn));
    boolean nobodyTellsWhose = template.isEmpty() && group.isEmpty();
    Map<String, String> tags =
        targetGroup
            .filter(arn -> nobodyTellsWhose)
            .map(arn -> listener.tags(List.of(arn)).getOrDefault(arn, Map.of()))
            .orElse(Map.of());
    return new FleetParts(
        name,
        template,
        targetGroup,
        tags,
        rules.stream()
            .filter(rule -> targetGroup.filter(Listener.weights(rule)::containsKey).isPresent())
            .toList(),
        group,
        group.map(g -> instances(g, targetGroup, launchTimes)).orElse(List.of()));
  }

  private List<InstanceState> instances(
      AutoScalingGroup group, Optional<String> targetGroup, Map<String, Instant> launchTimes) {
    if (group.instances().isEmpty()) {
      return List.of();
    }
    Map<String, TargetHealth> health = targetGroup.map(this::health).orElse(Map.of());
    return group.instances().stream()
        .map(
            instance -> {
              Optional<TargetHealth> seen = Optional.ofNullable(health.get(instance.instanceId()));
              return new InstanceState(
                  instance.instanceId(),
                  instance.lifecycleStateAsString(),
                  seen.map(TargetHealth::stateAsString).orElse("unknown"),
                  seen.map(FleetObserver::reason).orElse("not registered with the target group"),
                  launchTimes.getOrDefault(instance.instanceId(), group.createdTime()));
            })
        .toList();
  }

  /** Where the targets of the fleet's group listen: their health is asked on the same port. */
  List<Endpoint> endpoints(String fleet) {
    Map<String, Integer> ports = new HashMap<>();
    listener
        .targetGroup(fleet)
        .map(group -> elb.describeTargetHealth(r -> r.targetGroupArn(group.targetGroupArn())))
        .ifPresent(
            health ->
                health.targetHealthDescriptions().stream()
                    .filter(d -> !d.targetHealth().stateAsString().equals("draining"))
                    .forEach(d -> port(d).ifPresent(port -> ports.put(d.target().id(), port))));
    if (ports.isEmpty()) {
      return List.of();
    }
    return ec2.describeInstancesPaginator(r -> r.filters(Filters.tag(Tags.FLEET, fleet))).stream()
        .flatMap(page -> page.reservations().stream())
        .flatMap(reservation -> reservation.instances().stream())
        .filter(instance -> instance.privateIpAddress() != null)
        .flatMap(
            instance ->
                Optional.ofNullable(ports.get(instance.instanceId()))
                    .map(
                        port ->
                            new Endpoint(instance.instanceId(), instance.privateIpAddress(), port))
                    .stream())
        .toList();
  }

  private static Optional<Integer> port(TargetHealthDescription target) {
    String port = target.healthCheckPort();
    return port != null && port.matches("[0-9]{1,5}")
        ? Optional.of(Integer.valueOf(port))
        : Optional.ofNullable(target.target().port());
  }

  private static String reason(TargetHealth health) {
    if (health.stateAsString().equals("healthy")) {
      return "";
    }
    String reason = health.reasonAsString() == null ? "" : health.reasonAsString();
    String description = health.description() == null ? "" : health.description();
    return (reason + ": " + description).replaceAll("^: |: $", "");
  }

  private Map<String, TargetHealth> health(String targetGroupArn) {
    try {
      return elb
          .describeTargetHealth(r -> r.targetGroupArn(targetGroupArn))
          .targetHealthDescriptions()
          .stream()
          .collect(
              Collectors.toMap(d -> d.target().id(), d -> d.targetHealth(), (one, other) -> one));
    } catch (TargetGroupNotFoundException e) {
      // It went away since the rules were read.
      return Map.of();
    }
  }

  /** By tag, not by id: an id that is gone already would fail the whole call. */
  private Map<String, Instant> launchTimes(
      Collection<AutoScalingGroup> fleets, Map<String, String> tags) {
    if (fleets.stream().allMatch(group -> group.instances().isEmpty())) {
      return Map.of();
    }
    Map<String, Instant> times = new HashMap<>();
    ec2.describeInstancesPaginator(r -> r.filters(Filters.tags(tags))).stream()
        .flatMap(page -> page.reservations().stream())
        .flatMap(reservation -> reservation.instances().stream())
        .filter(instance -> instance.launchTime() != null)
        .forEach(instance -> times.put(instance.instanceId(), instance.launchTime()));
    return times;
  }

  private Optional<LaunchTemplate> template(String name) {
    try {
      return ec2
          .describeLaunchTemplates(r -> r.launchTemplateNames(name))
          .launchTemplates()
          .stream()
          .findFirst();
    } catch (Ec2Exception e) {
      if (AwsFailures.code(e).contains("NotFound")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Map<String, LaunchTemplate> templates(Map<String, String> tags) {
    return ec2.describeLaunchTemplatesPaginator(r -> r.filters(Filters.tags(tags))).stream()
        .flatMap(page -> page.launchTemplates().stream())
        .filter(t -> Tags.ofEc2(t.tags()).entrySet().containsAll(tags.entrySet()))
        .collect(Collectors.toMap(LaunchTemplate::launchTemplateName, t -> t, (one, other) -> one));
  }

  private Map<String, AutoScalingGroup> groups(Map<String, String> tags) {
    return groups
        .describeAutoScalingGroupsPaginator(r -> r.filters(Filters.groupTags(tags)))
        .stream()
        .flatMap(page -> page.autoScalingGroups().stream())
        .filter(g -> Tags.ofGroup(g.tags()).entrySet().containsAll(tags.entrySet()))
        .collect(Collectors.toMap(AutoScalingGroup::autoScalingGroupName, g -> g, (a, b) -> a));
  }
}
