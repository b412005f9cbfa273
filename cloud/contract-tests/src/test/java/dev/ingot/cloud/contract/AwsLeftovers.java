package dev.ingot.cloud.contract;

import dev.ingot.cloud.CloudEnvironment;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Rule;
import software.amazon.awssdk.services.s3.S3Client;

/** What is there of an environment, asked without the provider's own code. */
final class AwsLeftovers implements AutoCloseable {
  private final CloudEnvironment environment;
  private final Ec2Client ec2;
  private final AutoScalingClient groups;
  private final ElasticLoadBalancingV2Client elb;
  private final S3Client s3;

  AwsLeftovers(CloudEnvironment environment) {
    this.environment = environment;
    this.ec2 = at(environment, Ec2Client.builder()).build();
    this.groups = at(environment, AutoScalingClient.builder()).build();
    this.elb = at(environment, ElasticLoadBalancingV2Client.builder()).build();
    this.s3 = at(environment, S3Client.builder()).forcePathStyle(true).build();
  }

  static <B extends AwsClientBuilder<B, ?>> B at(CloudEnvironment environment, B builder) {
    environment.endpoint().ifPresent(builder::endpointOverride);
    return builder.region(Region.of(environment.region()));
  }

  List<String> list() {
    List<String> left = new ArrayList<>();
    ec2.describeInstances(r -> {}).reservations().stream()
        .flatMap(reservation -> reservation.instances().stream())
        .filter(i -> i.state().name() != InstanceStateName.TERMINATED)
        .filter(i -> i.state().name() != InstanceStateName.SHUTTING_DOWN)
        .filter(i -> i.tags().stream().anyMatch(t -> t.key().startsWith("ingot:")))
        .forEach(i -> left.add("instance " + i.instanceId() + " " + i.state().nameAsString()));
    ec2.describeLaunchTemplates(r -> {})
        .launchTemplates()
        .forEach(t -> left.add("launch template " + t.launchTemplateName()));
    groups
        .describeAutoScalingGroups(r -> {})
        .autoScalingGroups()
        .forEach(g -> left.add("group " + g.autoScalingGroupName()));
    elb.describeTargetGroups(r -> {})
        .targetGroups()
        .forEach(t -> left.add("target group " + t.targetGroupName()));
    elb.describeRules(r -> r.listenerArn(environment.listener())).rules().stream()
        .filter(rule -> !Boolean.TRUE.equals(rule.isDefault()))
        .map(Rule::ruleArn)
        .forEach(arn -> left.add("rule " + arn));
    s3.listObjectsV2(r -> r.bucket(environment.artifactBucket()).prefix("sources/"))
        .contents()
        .forEach(object -> left.add("object " + object.key()));
    return List.copyOf(left);
  }

  @Override
  public void close() {
    ec2.close();
    groups.close();
    elb.close();
    s3.close();
  }
}
