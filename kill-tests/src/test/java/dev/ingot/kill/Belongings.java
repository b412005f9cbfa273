package dev.ingot.kill;

import static java.util.stream.Collectors.toMap;

import dev.ingot.sandbox.cloud.SandboxCloud;
import dev.ingot.stage.Parts;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Rule;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.RuleNotFoundException;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroupNotFoundException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What there is of a service in an environment, counted through AWS's API without Ingot's own code.
 * What says of no environment that it is its own counts in each.
 */
final class Belongings implements AutoCloseable {
  /** Whose tags AWS tells at once. */
  private static final int MOST_ARNS = 20;

  /** One live fleet, and so many images. */
  static Map<String, Long> after(long images) {
    return Map.of(
        "instances", 1L,
        "groups", 1L,
        "pinned groups", 0L,
        "target groups", 1L,
        "rules", 2L,
        "rules on trial", 0L,
        "launch templates", 1L,
        "images", images,
        "snapshots", images,
        "archives", 0L);
  }

  private final String service;
  private final String environment;
  private final SandboxCloud.Bootstrap cloud;
  private final Parts parts = new Parts();
  private final Ec2Client ec2;
  private final AutoScalingClient groups;
  private final ElasticLoadBalancingV2Client elb;
  private final S3Client s3;

  private Belongings(World world, String service, String environment) {
    this.service = service;
    this.environment = environment;
    this.cloud = world.sandbox.cloud.bootstrap();
    this.ec2 = part(at(world, Ec2Client.builder()).build());
    this.groups = part(at(world, AutoScalingClient.builder()).build());
    this.elb = part(at(world, ElasticLoadBalancingV2Client.builder()).build());
    this.s3 = part(at(world, S3Client.builder()).forcePathStyle(true).build());
  }

  static Belongings of(World world, String service, String environment) {
    return new Belongings(world, service, environment);
  }

  private static <B extends AwsClientBuilder<B, ?>> B at(World world, B builder) {
    return builder
        .endpointOverride(world.sandbox.cloud.endpoint())
        .region(Region.of(world.sandbox.cloud.bootstrap().region()));
  }

  private <T extends AutoCloseable> T part(T part) {
    parts.list().add(part);
    return part;
  }

  /** Kind of thing to how many there are. */
  Map<String, Long> count() {
    List<AutoScalingGroup> fleets = fleets();
    Map<String, Map<String, String>> rules = rules();
    Map<String, Long> count = new TreeMap<>();
    count.put("instances", instances());
    count.put("groups", (long) fleets.size());
    count.put(
        "pinned groups",
        fleets.stream()
            .filter(g -> g.tags().stream().anyMatch(t -> t.key().equals("ingot:pinned-min")))
            .count());
    count.put("target groups", (long) targetGroups().size());
    count.put("rules", (long) rules.size());
    count.put(
        "rules on trial",
        rules.values().stream().filter(tags -> tags.containsKey("ingot:candidate")).count());
    count.put(
        "launch templates",
        ec2.describeLaunchTemplates(r -> {}).launchTemplates().stream()
            .filter(t -> ours(t.tags(), tag -> tag.key(), tag -> tag.value()))
            .count());
    count.put(
        "images",
        ec2.describeImages(r -> r.owners("self")).images().stream()
            .filter(i -> ours(i.tags(), tag -> tag.key(), tag -> tag.value()))
            .count());
    count.put(
        "snapshots",
        ec2.describeSnapshots(r -> r.ownerIds("self")).snapshots().stream()
            .filter(s -> ours(s.tags(), tag -> tag.key(), tag -> tag.value()))
            .count());
    count.put("archives", archives());
    return count;
  }

  /** What another world takes away between two questions is to be asked for again. */
  static boolean goneMeanwhile(Throwable e) {
    return e instanceof RuleNotFoundException || e instanceof TargetGroupNotFoundException;
  }

  /**
   * Takes away what serves, so that it is in nobody's way. Only when nobody works in the
   * environment any more.
   */
  void takeAway() {
    rules().keySet().forEach(arn -> elb.deleteRule(r -> r.ruleArn(arn)));
    for (AutoScalingGroup fleet : fleets()) {
      groups.deleteAutoScalingGroup(
          r -> r.autoScalingGroupName(fleet.autoScalingGroupName()).forceDelete(true));
    }
    targetGroups().keySet().forEach(arn -> elb.deleteTargetGroup(r -> r.targetGroupArn(arn)));
  }

  private List<AutoScalingGroup> fleets() {
    return groups.describeAutoScalingGroups(r -> {}).autoScalingGroups().stream()
        .filter(g -> ours(g.tags(), t -> t.key(), t -> t.value()))
        .toList();
  }

  private Map<String, Map<String, String>> rules() {
    return elbTags(
        elb.describeRules(r -> r.listenerArn(cloud.listenerArn())).rules().stream()
            .filter(rule -> !Boolean.TRUE.equals(rule.isDefault()))
            .map(Rule::ruleArn)
            .toList());
  }

  private Map<String, Map<String, String>> targetGroups() {
    return elbTags(
        elb.describeTargetGroups(r -> {}).targetGroups().stream()
            .map(TargetGroup::targetGroupArn)
            .toList());
  }

  /** They are named after bakes; which those were, builders and images tell, also gone ones. */
  private long archives() {
    Set<String> bakes = new TreeSet<>();
    ec2.describeInstances(r -> {}).reservations().stream()
        .flatMap(reservation -> reservation.instances().stream())
        .filter(i -> ours(i.tags(), tag -> tag.key(), tag -> tag.value()))
        .flatMap(i -> i.tags().stream())
        .filter(tag -> tag.key().equals("ingot:bake-key"))
        .forEach(tag -> bakes.add(tag.value()));
    return s3.listObjectsV2(r -> r.bucket(cloud.bucket()).prefix("sources/")).contents().stream()
        .filter(object -> bakes.stream().anyMatch(object.key()::contains))
        .count();
  }

  private long instances() {
    return ec2.describeInstances(r -> {}).reservations().stream()
        .flatMap(reservation -> reservation.instances().stream())
        .filter(Belongings::there)
        .filter(i -> ours(i.tags(), tag -> tag.key(), tag -> tag.value()))
        .count();
  }

  private static boolean there(Instance instance) {
    return instance.state().name() != InstanceStateName.TERMINATED
        && instance.state().name() != InstanceStateName.SHUTTING_DOWN;
  }

  private <T> boolean ours(Collection<T> tags, Function<T, String> key, Function<T, String> value) {
    Map<String, String> all = tags.stream().collect(toMap(key, value));
    return service.equals(all.get("ingot:service"))
        && environment.equals(all.getOrDefault("ingot:environment", environment));
  }

  /** ARN to tags, of those that are ours. */
  private Map<String, Map<String, String>> elbTags(List<String> arns) {
    Map<String, Map<String, String>> ours = new TreeMap<>();
    for (int from = 0; from < arns.size(); from += MOST_ARNS) {
      List<String> some = arns.subList(from, Math.min(from + MOST_ARNS, arns.size()));
      elb.describeTags(r -> r.resourceArns(some)).tagDescriptions().stream()
          .filter(d -> ours(d.tags(), tag -> tag.key(), tag -> tag.value()))
          .forEach(
              d ->
                  ours.put(
                      d.resourceArn(),
                      d.tags().stream().collect(toMap(tag -> tag.key(), tag -> tag.value()))));
    }
    return ours;
  }

  @Override
  public void close() {
    parts.close();
  }
}
