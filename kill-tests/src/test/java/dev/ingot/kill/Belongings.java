package dev.ingot.kill;

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
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;
import software.amazon.awssdk.services.s3.S3Client;

/** What there is of a service in the cloud, counted through AWS's API without Ingot's own code. */
final class Belongings implements AutoCloseable {
  /** One live fleet, and an image for each chapter that can be built. */
  static Map<String, Long> after(Set<Chapter> chapters) {
    long images = chapters.stream().filter(c -> c.announced().contains("image")).count();
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
  private final SandboxCloud.Bootstrap cloud;
  private final Parts parts = new Parts();
  private final Ec2Client ec2;
  private final AutoScalingClient groups;
  private final ElasticLoadBalancingV2Client elb;
  private final S3Client s3;

  private Belongings(World world, String service) {
    this.service = service;
    this.cloud = world.sandbox.cloud.bootstrap();
    this.ec2 = part(at(world, Ec2Client.builder()).build());
    this.groups = part(at(world, AutoScalingClient.builder()).build());
    this.elb = part(at(world, ElasticLoadBalancingV2Client.builder()).build());
    this.s3 = part(at(world, S3Client.builder()).forcePathStyle(true).build());
  }

  static Belongings of(World world, String service) {
    return new Belongings(world, service);
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
    List<AutoScalingGroup> fleets =
        groups.describeAutoScalingGroups(r -> {}).autoScalingGroups().stream()
            .filter(g -> ours(g.tags(), t -> t.key(), t -> t.value()))
            .toList();
    List<Map<String, String>> rules =
        elbTags(
            elb.describeRules(r -> r.listenerArn(cloud.listenerArn())).rules().stream()
                .filter(rule -> !Boolean.TRUE.equals(rule.isDefault()))
                .map(Rule::ruleArn)
                .toList());
    List<Map<String, String>> targetGroups =
        elbTags(
            elb.describeTargetGroups(r -> {}).targetGroups().stream()
                .map(TargetGroup::targetGroupArn)
                .toList());
    Map<String, Long> count = new TreeMap<>();
    count.put("instances", instances());
    count.put("groups", (long) fleets.size());
    count.put(
        "pinned groups",
        fleets.stream()
            .filter(g -> g.tags().stream().anyMatch(t -> t.key().equals("ingot:pinned-min")))
            .count());
    count.put("target groups", (long) targetGroups.size());
    count.put("rules", (long) rules.size());
    count.put(
        "rules on trial",
        rules.stream().filter(tags -> tags.containsKey("ingot:candidate")).count());
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
    return tags.stream()
        .anyMatch(t -> key.apply(t).equals("ingot:service") && value.apply(t).equals(service));
  }

  private List<Map<String, String>> elbTags(List<String> arns) {
    if (arns.isEmpty()) {
      return List.of();
    }
    return elb.describeTags(r -> r.resourceArns(arns)).tagDescriptions().stream()
        .filter(d -> ours(d.tags(), tag -> tag.key(), tag -> tag.value()))
        .<Map<String, String>>map(
            d -> {
              Map<String, String> tags = new TreeMap<>();
              d.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
              return tags;
            })
        .toList();
  }

  @Override
  public void close() {
    parts.close();
  }
}
