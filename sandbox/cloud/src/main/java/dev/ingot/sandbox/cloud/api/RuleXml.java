package dev.ingot.sandbox.cloud.api;

import dev.ingot.sandbox.cloud.model.Rule;
import dev.ingot.sandbox.cloud.model.TargetGroups;
import dev.ingot.sandbox.cloud.proxy.RouteTable.Action;
import dev.ingot.sandbox.cloud.proxy.RouteTable.Condition;
import dev.ingot.sandbox.cloud.proxy.RouteTable.WeightedGroup;
import dev.ingot.sandbox.cloud.wire.AwsError;
import dev.ingot.sandbox.cloud.wire.Params;
import dev.ingot.sandbox.cloud.wire.Xml;
import java.util.List;

/** Conditions and actions of rules on the wire. */
final class RuleXml {
  private static final int MOST_VALUES = 5;
  private static final int MOST_GROUPS = 5;
  private static final int LARGEST_WEIGHT = 999;
  private static final int LONGEST_BODY = 1_024;

  private final TargetGroups targetGroups;

  RuleXml(TargetGroups targetGroups) {
    this.targetGroups = targetGroups;
  }

  List<Condition> conditions(List<Params> conditions) {
    List<Condition> read = conditions.stream().map(RuleXml::condition).toList();
    if (read.isEmpty()) {
      throw AwsError.of("ValidationError", "A condition must be specified");
    }
    if (read.stream().mapToInt(one -> values(one).size()).sum() > MOST_VALUES) {
      throw AwsError.of(
          "ValidationError", "The rule cannot have more than " + MOST_VALUES + " condition values");
    }
    return read;
  }

  private static Condition condition(Params in) {
    String field = in.required("Field");
    Condition condition =
        switch (field) {
          case "host-header" -> new Condition.HostHeader(values(in, "HostHeaderConfig"));
          case "path-pattern" -> new Condition.PathPattern(values(in, "PathPatternConfig"));
          case "http-header" ->
              new Condition.HttpHeader(
                  in.in("HttpHeaderConfig").required("HttpHeaderName"),
                  values(in, "HttpHeaderConfig"));
          default ->
              throw AwsError.of(
                  "ValidationError", "Condition field '" + field + "' is not supported here");
        };
    List<String> values = values(condition);
    if (values.isEmpty()
        || values.stream().anyMatch(value -> value.isEmpty() || value.length() > 128)) {
      throw AwsError.of(
          "ValidationError", "A condition has at least one value, of 1 to 128 characters");
    }
    return condition;
  }

  private static List<String> values(Params in, String config) {
    List<String> values = in.in(config).texts("Values");
    return values.isEmpty() ? in.texts("Values") : values;
  }

  private static List<String> values(Condition condition) {
    return switch (condition) {
      case Condition.HostHeader host -> host.patterns();
      case Condition.PathPattern path -> path.patterns();
      case Condition.HttpHeader header -> header.patterns();
    };
  }

  Action action(Params in) {
    List<Params> actions = in.list("Actions");
    if (actions.size() != 1) {
      throw AwsError.of("ValidationError", "Exactly one action must be specified");
    }
    Params action = actions.get(0);
    String type = action.required("Type");
    return switch (type) {
      case "forward" -> forward(action);
      case "fixed-response" -> fixed(action.in("FixedResponseConfig"));
      default ->
          throw AwsError.of("ValidationError", "Action type '" + type + "' is not supported here");
    };
  }

  private Action forward(Params action) {
    List<WeightedGroup> groups =
        action.in("ForwardConfig").list("TargetGroups").stream()
            .map(
                group ->
                    new WeightedGroup(
                        targetGroups.get(group.required("TargetGroupArn")).arn(),
                        group.number("Weight", 0, LARGEST_WEIGHT).orElse(1)))
            .toList();
    if (groups.isEmpty()) {
      groups =
          List.of(new WeightedGroup(targetGroups.get(action.required("TargetGroupArn")).arn(), 1));
    }
    if (groups.size() > MOST_GROUPS) {
      throw AwsError.of(
          "TooManyUniqueTargetGroupsPerLoadBalancer",
          "A forward action can have at most " + MOST_GROUPS + " target groups");
    }
    if (groups.stream().map(WeightedGroup::targetGroup).distinct().count() < groups.size()) {
      throw AwsError.of("ValidationError", "A target group can be named only once in an action");
    }
    return new Action.Forward(groups);
  }

  private static Action fixed(Params config) {
    String status = config.required("StatusCode");
    String body = config.text("MessageBody").orElse("");
    if (!status.matches("[245][0-9][0-9]")) {
      throw AwsError.of("ValidationError", "The status code must be 2XX, 4XX, or 5XX");
    }
    if (body.length() > LONGEST_BODY) {
      throw AwsError.of("ValidationError", "The message body has at most 1024 characters");
    }
    return new Action.FixedResponse(
        Integer.parseInt(status), config.text("ContentType").orElse("text/plain"), body);
  }

  void write(Xml item, Rule rule) {
    boolean isDefault = rule.priority() == 0;
    item.text("RuleArn", rule.arn())
        .text("Priority", isDefault ? "default" : rule.priority())
        .text("IsDefault", isDefault)
        .list("Conditions", rule.conditions(), RuleXml::write)
        .list("Actions", List.of(rule.action()), RuleXml::write);
  }

  private static void write(Xml item, Condition condition) {
    switch (condition) {
      case Condition.HostHeader host ->
          item.text("Field", "host-header")
              .texts("Values", host.patterns())
              .node("HostHeaderConfig", config -> config.texts("Values", host.patterns()));
      case Condition.PathPattern path ->
          item.text("Field", "path-pattern")
              .texts("Values", path.patterns())
              .node("PathPatternConfig", config -> config.texts("Values", path.patterns()));
      case Condition.HttpHeader header ->
          item.text("Field", "http-header")
              .node(
                  "HttpHeaderConfig",
                  config ->
                      config
                          .text("HttpHeaderName", header.name())
                          .texts("Values", header.patterns()));
    }
  }

  static void write(Xml item, Action action) {
    switch (action) {
      case Action.Forward forward -> {
        item.text("Type", "forward").text("Order", 1);
        if (forward.groups().size() == 1) {
          item.text("TargetGroupArn", forward.groups().get(0).targetGroup());
        }
        item.node(
            "ForwardConfig",
            config ->
                config
                    .list(
                        "TargetGroups",
                        forward.groups(),
                        (Xml one, WeightedGroup group) ->
                            one.text("TargetGroupArn", group.targetGroup())
                                .text("Weight", group.weight()))
                    .node(
                        "TargetGroupStickinessConfig",
                        stickiness -> stickiness.text("Enabled", false)));
      }
      case Action.FixedResponse fixed ->
          item.text("Type", "fixed-response")
              .text("Order", 1)
              .node(
                  "FixedResponseConfig",
                  config ->
                      config
                          .text("MessageBody", fixed.body())
                          .text("StatusCode", fixed.status())
                          .text("ContentType", fixed.contentType()));
    }
  }
}
