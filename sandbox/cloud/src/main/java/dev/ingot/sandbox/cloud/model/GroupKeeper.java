package dev.ingot.sandbox.cloud.model;

import dev.ingot.sandbox.cloud.wire.AwsError;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Keeps every group what it was asked to be: one look at a time moves each a bit on. Runs under the
 * account's lock.
 */
public final class GroupKeeper {
  private static final int LAUNCHES_PER_LOOK = 10;
  private static final String ELB_FAILURE = "an ELB system health check failure";
  private static final String EC2_FAILURE =
      "an EC2 health check indicating it has been terminated or stopped";

  private final Account account;
  private final Compute compute;

  public GroupKeeper(Account account, Compute compute) {
    this.account = account;
    this.compute = compute;
  }

  /** One look at all groups. */
  public void look() {
    Instant now = account.now();
    for (Group group : List.copyOf(account.groups().all())) {
      for (Member member : List.copyOf(group.members())) {
        advance(group, member, now);
      }
      resize(group, now);
      if (group.deleting() && group.members().isEmpty()) {
        account.groups().remove(group.name());
      }
    }
  }

  private void advance(Group group, Member member, Instant now) {
    Optional<Instance> instance = account.instances().find(member.instanceId());
    boolean running = instance.map(i -> i.state() == Instance.State.RUNNING).orElse(false);
    switch (member.lifecycle()) {
      case PENDING -> {
        if (running) {
          targetGroups(group).forEach(targets -> targets.register(member.instanceId(), now));
          member.enterService(now);
          group.end(member.activityId(), "Successful", "", now);
          group.launched();
        } else if (instance.map(Instance::ending).orElse(true)) {
          String why = instance.map(Instance::reason).orElse("Instance was terminated");
          group.end(member.activityId(), "Failed", why, now);
          group.launchFailed(now);
          group.remove(member);
        }
      }
      case IN_SERVICE -> {
        if (!running) {
          replace(group, member, EC2_FAILURE, now);
        } else if (failsElbCheck(group, member, now)) {
          replace(group, member, ELB_FAILURE, now);
        }
      }
      case TERMINATING -> {
        if (instance.map(i -> i.state() == Instance.State.TERMINATED).orElse(true)) {
          group.end(member.endActivity(), "Successful", "", now);
          group.remove(member);
        } else if (drained(group, member)) {
          compute.terminate(instance.get(), "Terminated by group " + group.name());
        }
      }
    }
  }

  private boolean failsElbCheck(Group group, Member member, Instant now) {
    boolean graceOver =
        member
            .inServiceSince()
            .map(s -> s.plus(group.settings().grace()).isBefore(now))
            .orElse(false);
    return group.settings().elbHealth()
        && graceOver
        && !group.suspended().contains("HealthCheck")
        && targetGroups(group).stream()
            .flatMap(targets -> targets.target(member.instanceId()).stream())
            .anyMatch(target -> target.state() == TargetState.State.UNHEALTHY);
  }

  private void replace(Group group, Member member, String failure, Instant now) {
    member.unhealthy();
    if (!group.suspended().contains("ReplaceUnhealthy")
        && !group.suspended().contains("Terminate")) {
      end(
          group,
          member,
          "At " + now + " an instance was taken out of service in response to " + failure + ".",
          now);
    }
  }

  private void resize(Group group, Instant now) {
    List<Member> staying =
        group.members().stream()
            .filter(member -> !member.is(Member.Lifecycle.TERMINATING))
            .toList();
    int difference = group.settings().desired() - staying.size();
    if (difference > 0 && !group.suspended().contains("Launch") && group.mayLaunch(now)) {
      for (int i = 0; i < Math.min(difference, LAUNCHES_PER_LOOK); i++) {
        launch(group, staying.size(), now);
      }
    } else if (difference < 0 && !group.suspended().contains("Terminate")) {
      String cause =
          "At %s %s. At %s an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from %d to %d."
              .formatted(now, group.sizeCause(), now, staying.size(), group.settings().desired());
      staying.stream()
          .sorted(Comparator.comparing(GroupKeeper::leastUseful))
          .limit(-difference)
          .forEach(member -> end(group, member, cause, now));
    }
  }

  /** Those go first that do nothing yet; then the oldest. */
  private static Instant leastUseful(Member member) {
    return member.healthy() ? member.inServiceSince().orElse(Instant.MIN) : Instant.MIN;
  }

  private void launch(Group group, int size, Instant now) {
    String cause =
        "At %s %s. At %s an instance was started in response to a difference between desired and actual capacity, increasing the capacity from %d to %d."
            .formatted(now, group.sizeCause(), now, size, group.settings().desired());
    Optional<LaunchTemplate> template = account.templates().find(group.settings().templateId());
    if (!group.mayLaunch(now)) {
      return;
    }
    try {
      LaunchTemplate found =
          template.orElseThrow(
              () ->
                  AwsError.of(
                      "InvalidLaunchTemplateId.NotFound",
                      "The specified launch template, with template ID "
                          + group.settings().templateId()
                          + ", does not exist."));
      Instance instance = start(group, found, now);
      Activity activity = group.begin("Launching a new EC2 instance: " + instance.id(), cause, now);
      group.add(new Member(instance.id(), activity.id(), found));
    } catch (AwsError error) {
      Activity activity = group.begin("Launching a new EC2 instance", cause, now);
      group.end(activity.id(), "Failed", error.message() + " Launching EC2 instance failed.", now);
      group.launchFailed(now);
    }
  }

  private Instance start(Group group, LaunchTemplate template, Instant now) {
    LaunchTemplate.Data data = template.data();
    String imageId =
        data.imageId()
            .orElseThrow(
                () -> AwsError.of("MissingParameter", "The launch template names no image."));
    Image image = account.images().get(imageId);
    if (image.state() != Image.State.AVAILABLE) {
      throw AwsError.of("InvalidAMIID.Unavailable", "The image " + imageId + " is not available.");
    }
    Instance.Spec spec =
        new Instance.Spec(
            imageId,
            data.type().orElse("t3.micro"),
            group.settings().subnets().stream().findFirst().orElse(Arns.SUBNET),
            data.securityGroups(),
            data.userData(),
            data.profile(),
            "");
    Instance instance = account.instances().launch(spec, 1, Map.of(), now).instances().get(0);
    Map<String, String> tags = new TreeMap<>(data.tags().getOrDefault("instance", Map.of()));
    group
        .tags()
        .forEach(
            (key, tag) -> {
              if (tag.propagate()) {
                tags.put(key, tag.value());
              }
            });
    tags.put("aws:autoscaling:groupName", group.name());
    tags.put("aws:ec2launchtemplate:id", template.id());
    tags.put("aws:ec2launchtemplate:version", "1");
    account.tags().put(instance.id(), tags);
    compute.boot(instance);
    return instance;
  }

  private void end(Group group, Member member, String cause, Instant now) {
    if (member.is(Member.Lifecycle.PENDING)) {
      group.end(member.activityId(), "Cancelled", "", now);
    }
    Activity activity = group.begin("Terminating EC2 instance: " + member.instanceId(), cause, now);
    member.end(activity.id());
    for (TargetGroup targets : targetGroups(group)) {
      if (group.deleting()) {
        targets.forget(member.instanceId());
      } else {
        targets.deregister(member.instanceId(), now);
      }
    }
  }

  private boolean drained(Group group, Member member) {
    return group.deleting()
        || targetGroups(group).stream()
            .allMatch(
                targets ->
                    targets.target(member.instanceId()).map(TargetState::quiet).orElse(true));
  }

  private List<TargetGroup> targetGroups(Group group) {
    return group.settings().targetGroups().stream()
        .flatMap(arn -> account.targetGroups().find(arn).stream())
        .toList();
  }
}
