package dev.ingot.sandbox.cloud.api;

import dev.ingot.sandbox.cloud.model.Account;
import dev.ingot.sandbox.cloud.model.Activity;
import dev.ingot.sandbox.cloud.model.Arns;
import dev.ingot.sandbox.cloud.model.Group;
import dev.ingot.sandbox.cloud.model.Groups;
import dev.ingot.sandbox.cloud.model.LaunchTemplate;
import dev.ingot.sandbox.cloud.model.Member;
import dev.ingot.sandbox.cloud.wire.AwsError;
import dev.ingot.sandbox.cloud.wire.Params;
import dev.ingot.sandbox.cloud.wire.Xml;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Auto Scaling's actions on groups. */
final class AutoScalingGroups {
  private static final int MOST_PER_PAGE = 100;
  private static final int DEFAULT_PER_PAGE = 50;

  private final Account account;

  private AutoScalingGroups(Account account) {
    this.account = account;
  }

  static void add(QueryService service, Account account) {
    AutoScalingGroups groups = new AutoScalingGroups(account);
    service
        .add("CreateAutoScalingGroup", groups::create)
        .add("DescribeAutoScalingGroups", groups::describe)
        .add("UpdateAutoScalingGroup", groups::update)
        .add("SetDesiredCapacity", groups::setDesired)
        .add("DeleteAutoScalingGroup", groups::delete)
        .add("DescribeScalingActivities", groups::activities)
        .add("DescribeAccountLimits", groups::limits);
  }

  private void create(Params in, Xml out) {
    String name = in.required("AutoScalingGroupName");
    int min = size(in, "MinSize");
    LaunchTemplate template = template(in.in("LaunchTemplate"));
    List<String> targetGroups = in.texts("TargetGroupARNs");
    targetGroups.forEach(this::requireTargetGroup);
    Group.Settings settings =
        new Group.Settings(
            template.id(),
            in.in("LaunchTemplate").text("Version").orElse("$Default"),
            min,
            size(in, "MaxSize"),
            in.number("DesiredCapacity", 0, Integer.MAX_VALUE).orElse(min),
            subnets(in).orElse(List.of(Arns.SUBNET)),
            targetGroups,
            in.text("HealthCheckType").orElse("EC2").contains("ELB"),
            Duration.ofSeconds(in.number("HealthCheckGracePeriod", 0, 86_400).orElse(0)));
    Map<String, Group.Tag> tags = AutoScalingTags.read(in.list("Tags"));
    Group group = account.groups().create(name, settings, account.now());
    group.tags().putAll(tags);
  }

  private void requireTargetGroup(String arn) {
    if (account.targetGroups().find(arn).isEmpty()) {
      throw AwsError.of(
          "ValidationError",
          "Provided Target Groups may not be valid. Target group not found: " + arn);
    }
  }

  private static int size(Params in, String name) {
    in.required(name);
    return in.number(name, 0, Integer.MAX_VALUE).orElseThrow();
  }

  private LaunchTemplate template(Params in) {
    try {
      return in.text("LaunchTemplateId")
          .map(account.templates()::get)
          .or(() -> in.text("LaunchTemplateName").map(account.templates()::getByName))
          .orElseThrow(
              () -> AwsError.of("ValidationError", "Valid requests must contain a LaunchTemplate"));
    } catch (AwsError e) {
      throw AwsError.of("ValidationError", e.message());
    }
  }

  private static Optional<List<String>> subnets(Params in) {
    Optional<List<String>> subnets =
        in.text("VPCZoneIdentifier")
            .filter(text -> !text.isEmpty())
            .map(text -> Stream.of(text.split(",")).map(String::strip).toList());
    subnets.ifPresent(
        ids -> {
          if (!ids.equals(List.of(Arns.SUBNET))) {
            throw AwsError.of("ValidationError", "The subnet ID '" + ids + "' does not exist");
          }
        });
    return subnets;
  }

  private void update(Params in, Xml out) {
    Group group = account.groups().get(in.required("AutoScalingGroupName"));
    Group.Settings before = group.settings();
    int min = in.number("MinSize", 0, Integer.MAX_VALUE).orElse(before.min());
    int max = in.number("MaxSize", 0, Integer.MAX_VALUE).orElse(before.max());
    // Like AWS: new bounds take a desired size with them that was not given.
    int desired =
        in.number("DesiredCapacity", 0, Integer.MAX_VALUE)
            .orElse(Math.max(min, Math.min(before.desired(), Math.max(min, max))));
    boolean newTemplate = in.has("LaunchTemplate");
    Group.Settings settings =
        new Group.Settings(
            newTemplate ? template(in.in("LaunchTemplate")).id() : before.templateId(),
            newTemplate
                ? in.in("LaunchTemplate").text("Version").orElse("$Default")
                : before.templateVersion(),
            min,
            max,
            desired,
            subnets(in).orElse(before.subnets()),
            before.targetGroups(),
            in.text("HealthCheckType").map(t -> t.contains("ELB")).orElse(before.elbHealth()),
            in.number("HealthCheckGracePeriod", 0, 86_400)
                .map(Duration::ofSeconds)
                .orElse(before.grace()));
    Groups.check(settings);
    group.change(
        settings,
        "a user request update of AutoScalingGroup constraints to min: %d, max: %d, desired: %d changing the desired capacity from %d to %d"
            .formatted(min, max, desired, before.desired(), desired));
  }

  private void setDesired(Params in, Xml out) {
    Group group = account.groups().get(in.required("AutoScalingGroupName"));
    Group.Settings before = group.settings();
    Group.Settings settings = before.sized(size(in, "DesiredCapacity"));
    if (settings.desired() < before.min() || settings.desired() > before.max()) {
      throw AwsError.of(
          "ValidationError",
          "New SetDesiredCapacity value %d is %s for the AutoScalingGroup."
              .formatted(
                  settings.desired(),
                  settings.desired() < before.min()
                      ? "below min value " + before.min()
                      : "above max value " + before.max()));
    }
    group.change(
        settings,
        "a user request explicitly set group desired capacity changing the desired capacity from %d to %d"
            .formatted(before.desired(), settings.desired()));
  }

  private void delete(Params in, Xml out) {
    Group group = account.groups().get(in.required("AutoScalingGroupName"));
    if (!in.flag("ForceDelete") && !group.members().isEmpty()) {
      boolean ending =
          group.settings().desired() == 0
              && group.members().stream()
                  .allMatch(one -> one.lifecycle() == Member.Lifecycle.TERMINATING);
      throw ending
          ? AwsError.of(
              "ScalingActivityInProgress",
              "You cannot delete an AutoScalingGroup while there are scaling activities in"
                  + " progress for that group.")
          : AwsError.of(
              "ResourceInUse",
              "You cannot delete an AutoScalingGroup while there are instances or pending Spot"
                  + " instance request(s) still in the group.");
    }
    group.delete();
  }

  private void describe(Params in, Xml out) {
    List<String> names = in.texts("AutoScalingGroupNames");
    Filters filters = Filters.autoScaling(in);
    List<Group> found =
        account.groups().all().stream()
            .filter(group -> names.isEmpty() || names.contains(group.name()))
            .filter(group -> filters.pass(AutoScalingTags.plain(group), filter -> null))
            .toList();
    Page<Group> page = Page.of(found, perPage(in), in.text("NextToken"));
    out.list("AutoScalingGroups", page.items(), this::write).text("NextToken", page.next());
  }

  private static Optional<Integer> perPage(Params in) {
    return Optional.of(in.number("MaxRecords", 1, MOST_PER_PAGE).orElse(DEFAULT_PER_PAGE));
  }

  private void write(Xml item, Group group) {
    Group.Settings settings = group.settings();
    item.text("AutoScalingGroupName", group.name())
        .text("AutoScalingGroupARN", group.arn())
        .node(
            "LaunchTemplate",
            node -> {
              node.text("LaunchTemplateId", settings.templateId());
              node.text(
                  "LaunchTemplateName",
                  account.templates().find(settings.templateId()).map(LaunchTemplate::name));
              node.text("Version", settings.templateVersion());
            })
        .text("MinSize", settings.min())
        .text("MaxSize", settings.max())
        .text("DesiredCapacity", settings.desired())
        .text("DefaultCooldown", 300)
        .texts("AvailabilityZones", List.of(Arns.ZONE))
        .texts("LoadBalancerNames", List.of())
        .texts("TargetGroupARNs", settings.targetGroups())
        .text("HealthCheckType", settings.elbHealth() ? "ELB" : "EC2")
        .text("HealthCheckGracePeriod", settings.grace().toSeconds())
        .list("Instances", group.members(), this::write)
        .text("CreatedTime", Times.millis(group.createdAt()))
        .list(
            "SuspendedProcesses",
            group.suspended(),
            (Xml process, String name) ->
                process.text("ProcessName", name).text("SuspensionReason", "User suspended"))
        .text("VPCZoneIdentifier", String.join(",", settings.subnets()))
        .text("NewInstancesProtectedFromScaleIn", false)
        .texts("TerminationPolicies", List.of("Default"))
        .list(
            "Tags",
            group.tags().entrySet(),
            (Xml tag, Map.Entry<String, Group.Tag> entry) ->
                AutoScalingTags.write(tag, group, entry));
    if (group.deleting()) {
      item.text("Status", "Delete in progress");
    }
  }

  private void write(Xml item, Member member) {
    item.text("InstanceId", member.instanceId())
        .text(
            "InstanceType",
            account.instances().find(member.instanceId()).map(instance -> instance.spec().type()))
        .text("AvailabilityZone", Arns.ZONE)
        .text("LifecycleState", member.lifecycle().word())
        .text("HealthStatus", member.healthy() ? "Healthy" : "Unhealthy")
        .node(
            "LaunchTemplate",
            node ->
                node.text("LaunchTemplateId", member.template().id())
                    .text("LaunchTemplateName", member.template().name())
                    .text("Version", 1))
        .text("ProtectedFromScaleIn", false);
  }

  private void activities(Params in, Xml out) {
    Optional<String> name = in.text("AutoScalingGroupName");
    name.ifPresent(
        group -> {
          if (account.groups().find(group).isEmpty()) {
            throw AwsError.of(
                "ValidationError", "AutoScalingGroup name not found - no such group: " + group);
          }
        });
    List<String> ids = in.texts("ActivityIds");
    List<Activity> found =
        account.groups().all().stream()
            .filter(group -> name.map(group.name()::equals).orElse(true))
            .flatMap(group -> group.activities().stream())
            .filter(activity -> ids.isEmpty() || ids.contains(activity.id()))
            .toList();
    Page<Activity> page =
        Page.of(
            found,
            Optional.of(in.number("MaxRecords", 1, MOST_PER_PAGE).orElse(MOST_PER_PAGE)),
            in.text("NextToken"));
    out.list("Activities", page.items(), AutoScalingGroups::write).text("NextToken", page.next());
  }

  private static void write(Xml item, Activity activity) {
    item.text("ActivityId", activity.id())
        .text("AutoScalingGroupName", activity.group())
        .text("Description", activity.description())
        .text("Cause", activity.cause())
        .text("StartTime", Times.millis(activity.startedAt()))
        .text("EndTime", activity.endedAt().map(Times::millis))
        .text("StatusCode", activity.status());
    if (!activity.message().isEmpty()) {
      item.text("StatusMessage", activity.message());
    }
    item.text("Progress", activity.progress()).text("Details", "{}");
  }

  private void limits(Params in, Xml out) {
    out.text("MaxNumberOfAutoScalingGroups", Groups.MOST)
        .text("MaxNumberOfLaunchConfigurations", 200)
        .text("NumberOfAutoScalingGroups", account.groups().all().size())
        .text("NumberOfLaunchConfigurations", 0);
  }
}
