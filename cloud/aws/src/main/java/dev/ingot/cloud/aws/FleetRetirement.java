package dev.ingot.cloud.aws;

import dev.ingot.cloud.CloudException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Rule;

/** Takes a fleet down, one step at a time, in an order in which nobody loses a request. */
final class FleetRetirement {
  private final Ec2Client ec2;
  private final AutoScalingClient groups;
  private final ElasticLoadBalancingV2Client elb;
  private final Listener listener;
  private final List<FleetMigration> errands;

  FleetRetirement(AwsClients clients, Listener listener, List<FleetMigration> errands) {
    this.ec2 = clients.ec2();
    this.groups = clients.groups();
    this.elb = clients.elb();
    this.listener = listener;
    this.errands = List.copyOf(errands);
  }

  /** Does the next step; whether nothing is left. */
  boolean step(FleetParts fleet) {
    if (fleet.nothing()) {
      return true;
    }
    refuseWithWeight(fleet);
    Optional<Rule> standby =
        fleet.rules().stream().filter(rule -> !Listener.isPreview(rule)).findFirst();
    if (standby.isPresent()) {
      leaveServiceRule(fleet, standby.get());
    } else if (fleet.previewRule().isPresent()) {
      listener.delete(fleet.previewRule().get());
    } else if (fleet.group().isPresent()) {
      emptyOrDelete(fleet.group().get());
    } else if (fleet.targetGroupArn().isPresent()) {
      elb.deleteTargetGroup(r -> r.targetGroupArn(fleet.targetGroupArn().get()));
    } else {
      errands.forEach(errand -> errand.end(fleet.name()));
      ec2.deleteLaunchTemplate(r -> r.launchTemplateName(fleet.name()));
      return true;
    }
    return fleet.template().isEmpty() && fleet.group().isEmpty() && fleet.rules().isEmpty();
  }

  private static void refuseWithWeight(FleetParts fleet) {
    for (Rule rule : fleet.rules()) {
      int weight =
          fleet.targetGroupArn().map(arn -> Listener.weights(rule).getOrDefault(arn, 0)).orElse(0);
      if (weight > 0 && !Listener.isPreview(rule)) {
        throw new CloudException.Invalid(
            "fleet '%s' has weight %d in rule %s and is not retired"
                .formatted(fleet.name(), weight, rule.ruleArn()));
      }
    }
  }

  /**
   * The rule belongs to whoever shifts traffic, and ModifyRule replaces all of it. So while a
   * candidate is on trial the rule is left alone; the next shift drops the fleet from it anyway.
   */
  private void leaveServiceRule(FleetParts fleet, Rule rule) {
    Map<String, String> notes =
        listener.tags(List.of(rule.ruleArn())).getOrDefault(rule.ruleArn(), Map.of());
    if (notes.containsKey(Tags.CANDIDATE) || notes.containsKey(Tags.ROLLBACK_AT)) {
      return;
    }
    Map<String, Integer> others = new HashMap<>(Listener.weights(rule));
    fleet.targetGroupArn().ifPresent(others::remove);
    if (others.isEmpty()) {
      listener.delete(rule);
    } else {
      elb.modifyRule(r -> r.ruleArn(rule.ruleArn()).actions(Listener.forward(others)));
    }
  }

  private void emptyOrDelete(AutoScalingGroup group) {
    String name = group.autoScalingGroupName();
    if (group.status() != null) {
      return; // being deleted
    }
    if (group.minSize() != 0 || group.maxSize() != 0 || group.desiredCapacity() != 0) {
      groups.updateAutoScalingGroup(
          r -> r.autoScalingGroupName(name).minSize(0).maxSize(0).desiredCapacity(0));
    } else if (group.instances().isEmpty()) {
      groups.deleteAutoScalingGroup(r -> r.autoScalingGroupName(name));
    }
  }
}
