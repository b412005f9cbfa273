package dev.ingot.sandbox.cloud.api;

import dev.ingot.sandbox.cloud.model.Account;
import dev.ingot.sandbox.cloud.model.Group;
import dev.ingot.sandbox.cloud.model.Tags;
import dev.ingot.sandbox.cloud.wire.AwsError;
import dev.ingot.sandbox.cloud.wire.Params;
import dev.ingot.sandbox.cloud.wire.Xml;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Auto Scaling's actions on tags and on processes. */
final class AutoScalingTags {
  private static final Set<String> PROCESSES =
      Set.of(
          "Launch",
          "Terminate",
          "AddToLoadBalancer",
          "AlarmNotification",
          "AZRebalance",
          "HealthCheck",
          "InstanceRefresh",
          "ReplaceUnhealthy",
          "ScheduledActions");

  private final Account account;

  private AutoScalingTags(Account account) {
    this.account = account;
  }

  static void add(QueryService service, Account account) {
    AutoScalingTags tags = new AutoScalingTags(account);
    service
        .add("CreateOrUpdateTags", tags::put)
        .add("DeleteTags", tags::delete)
        .add("DescribeTags", tags::describe)
        .add("SuspendProcesses", tags::suspend)
        .add("ResumeProcesses", tags::resume);
  }

  /** A list of tags, by key. */
  static Map<String, Group.Tag> read(List<Params> tags) {
    Map<String, Group.Tag> read = new TreeMap<>();
    for (Params tag : tags) {
      read.put(
          tag.required("Key"),
          new Group.Tag(tag.text("Value").orElse(""), tag.flag("PropagateAtLaunch")));
    }
    Tags.check(values(read));
    return read;
  }

  /** The group's tags as plain text. */
  static Map<String, String> plain(Group group) {
    return values(group.tags());
  }

  private static Map<String, String> values(Map<String, Group.Tag> tags) {
    return tags.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, tag -> tag.getValue().value()));
  }

  static void write(Xml item, Group group, Map.Entry<String, Group.Tag> tag) {
    item.text("ResourceId", group.name())
        .text("ResourceType", "auto-scaling-group")
        .text("Key", tag.getKey())
        .text("Value", tag.getValue().value())
        .text("PropagateAtLaunch", tag.getValue().propagate());
  }

  private void put(Params in, Xml out) {
    List<Params> tags = in.list("Tags");
    tags.forEach(tag -> group(tag.required("ResourceId")));
    for (Params tag : tags) {
      Group group = group(tag.required("ResourceId"));
      Map<String, Group.Tag> merged = new TreeMap<>(group.tags());
      merged.putAll(read(List.of(tag)));
      Tags.check(values(merged));
      group.tags().putAll(merged);
    }
  }

  private void delete(Params in, Xml out) {
    for (Params tag : in.list("Tags")) {
      group(tag.required("ResourceId")).tags().remove(tag.required("Key"));
    }
  }

  private Group group(String name) {
    return account
        .groups()
        .find(name)
        .orElseThrow(
            () -> AwsError.of("ValidationError", "AutoScalingGroup name not found - " + name));
  }

  private record Tagged(Group group, Map.Entry<String, Group.Tag> tag) {}

  private void describe(Params in, Xml out) {
    Filters filters = Filters.autoScaling(in);
    List<Tagged> found =
        account.groups().all().stream()
            .flatMap(group -> group.tags().entrySet().stream().map(tag -> new Tagged(group, tag)))
            .filter(one -> filters.pass(Map.of(), filter -> attribute(one, filter)))
            .toList();
    Page<Tagged> page = Page.of(found, in.number("MaxRecords", 1, 100), in.text("NextToken"));
    out.list("Tags", page.items(), (Xml item, Tagged one) -> write(item, one.group, one.tag))
        .text("NextToken", page.next());
  }

  private static @Nullable String attribute(Tagged one, String filter) {
    return switch (filter) {
      case "auto-scaling-group" -> one.group.name();
      case "key" -> one.tag.getKey();
      case "value" -> one.tag.getValue().value();
      case "propagate-at-launch" -> String.valueOf(one.tag.getValue().propagate());
      default -> null;
    };
  }

  private void suspend(Params in, Xml out) {
    Group group = account.groups().get(in.required("AutoScalingGroupName"));
    group.suspended().addAll(processes(in));
  }

  private void resume(Params in, Xml out) {
    Group group = account.groups().get(in.required("AutoScalingGroupName"));
    group.suspended().removeAll(processes(in));
  }

  private static Set<String> processes(Params in) {
    List<String> named = in.texts("ScalingProcesses");
    for (String process : named) {
      if (!PROCESSES.contains(process)) {
        throw AwsError.of("ValidationError", "Invalid process name: " + process);
      }
    }
    return named.isEmpty() ? PROCESSES : Set.copyOf(named);
  }
}
