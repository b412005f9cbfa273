package dev.ingot.sandbox.cloud;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Rule;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;

/** All that a client can see of what should outlive the sandbox. */
final class Described {
  private Described() {}

  static Map<String, Object> of(Clients aws, String listener, String bucket, String command) {
    Map<String, Object> seen = new TreeMap<>();
    seen.put("images", aws.ec2().describeImages(r -> {}).images());
    seen.put("snapshots", aws.ec2().describeSnapshots(r -> {}).snapshots());
    seen.put("templates", aws.ec2().describeLaunchTemplates(r -> {}).launchTemplates());
    seen.put(
        "versions",
        aws.ec2().describeLaunchTemplates(r -> {}).launchTemplates().stream()
            .map(
                template ->
                    aws.ec2()
                        .describeLaunchTemplateVersions(
                            r -> r.launchTemplateId(template.launchTemplateId()))
                        .launchTemplateVersions())
            .toList());
    seen.put(
        "tags",
        aws.ec2().describeTags(r -> {}).tags().stream()
            .filter(tag -> !tag.resourceTypeAsString().equals("instance"))
            .toList());
    seen.put(
        "groups",
        aws.autoScaling().describeAutoScalingGroups(r -> {}).autoScalingGroups().stream()
            .map(Described::withoutInstances)
            .toList());
    List<Rule> rules = aws.elb().describeRules(r -> r.listenerArn(listener)).rules();
    seen.put("rules", rules);
    List<TargetGroup> targetGroups = aws.elb().describeTargetGroups(r -> {}).targetGroups();
    seen.put("target groups", targetGroups);
    seen.put(
        "attributes",
        targetGroups.stream()
            .map(
                group ->
                    aws.elb()
                        .describeTargetGroupAttributes(
                            r -> r.targetGroupArn(group.targetGroupArn()))
                        .attributes())
            .toList());
    List<String> tagged =
        Stream.concat(
                rules.stream().map(Rule::ruleArn),
                targetGroups.stream().map(TargetGroup::targetGroupArn))
            .toList();
    seen.put("rules' tags", aws.elb().describeTags(r -> r.resourceArns(tagged)).tagDescriptions());
    seen.put("balancers", aws.elb().describeLoadBalancers(r -> {}).loadBalancers());
    seen.put("listeners", aws.elb().describeListeners(r -> r.listenerArns(listener)).listeners());
    seen.put(
        "objects",
        aws.s3().listObjectsV2(r -> r.bucket(bucket)).contents().stream()
            .collect(
                Collectors.toMap(
                    object -> object,
                    object ->
                        aws.s3()
                            .getObjectAsBytes(r -> r.bucket(bucket).key(object.key()))
                            .asUtf8String())));
    seen.put(
        "parameter",
        aws.ssm().getParameter(r -> r.name(FirstThings.BASE_IMAGE_PARAMETER)).parameter());
    String[] ids = command.split("@", 2);
    seen.put(
        "command",
        // As a text: an answer is equal only to itself.
        aws.ssm().getCommandInvocation(r -> r.commandId(ids[0]).instanceId(ids[1])).toString());
    return seen;
  }

  private static AutoScalingGroup withoutInstances(AutoScalingGroup group) {
    return group.toBuilder().instances(List.of()).build();
  }
}
