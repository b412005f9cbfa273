package dev.ingot.sandbox.cloud.api;

import dev.ingot.sandbox.cloud.machine.Machine;
import dev.ingot.sandbox.cloud.model.Account;
import dev.ingot.sandbox.cloud.model.Arns;
import dev.ingot.sandbox.cloud.model.Instance;
import dev.ingot.sandbox.cloud.model.TargetGroup;
import dev.ingot.sandbox.cloud.model.TargetState;
import dev.ingot.sandbox.cloud.proxy.HealthCheck;
import dev.ingot.sandbox.cloud.wire.AwsError;
import dev.ingot.sandbox.cloud.wire.Params;
import dev.ingot.sandbox.cloud.wire.Xml;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** ELBv2's actions on target groups and targets. */
final class ElbTargetGroups {
  private static final int LONGEST_DELAY = 3600;

  private final Account account;
  private final Consumer<String> forgetCounts;

  private ElbTargetGroups(Account account, Consumer<String> forgetCounts) {
    this.account = account;
    this.forgetCounts = forgetCounts;
  }

  static void add(QueryService service, Account account, Consumer<String> forgetCounts) {
    ElbTargetGroups groups = new ElbTargetGroups(account, forgetCounts);
    service
        .add("CreateTargetGroup", groups::create)
        .add("DescribeTargetGroups", groups::describe)
        .add("DeleteTargetGroup", groups::delete)
        .add("ModifyTargetGroupAttributes", groups::modifyAttributes)
        .add("DescribeTargetGroupAttributes", groups::describeAttributes)
        .add("RegisterTargets", groups::register)
        .add("DeregisterTargets", groups::deregister)
        .add("DescribeTargetHealth", groups::health);
  }

  private void create(Params in, Xml out) {
    Map<String, String> tags = TagXml.read(in.list("Tags"));
    if (!in.text("TargetType").orElse("instance").equals("instance")) {
      throw AwsError.of("ValidationError", "The target type here is 'instance'");
    }
    if (!in.text("Protocol").orElse("HTTP").equals("HTTP")) {
      throw AwsError.of("ValidationError", "The protocol here is 'HTTP'");
    }
    if (!in.text("VpcId").orElse(Arns.VPC).equals(Arns.VPC)) {
      throw AwsError.of(
          "ValidationError", "The VPC ID '" + in.required("VpcId") + "' is not found");
    }
    TargetGroup group =
        account
            .targetGroups()
            .create(
                new TargetGroup.Settings(
                    in.required("Name"),
                    in.number("Port", 1, 65_535).orElse(80),
                    Arns.VPC,
                    check(in)));
    account.tags().put(group.arn(), tags);
    out.list("TargetGroups", List.of(group), this::write);
  }

  private static HealthCheck check(Params in) {
    String path = in.text("HealthCheckPath").orElse("/");
    String matcher = in.in("Matcher").text("HttpCode").orElse("200");
    if (!path.startsWith("/") || path.length() > 1024 || path.chars().anyMatch(c -> c <= ' ')) {
      throw AwsError.of("ValidationError", "Health check path '" + path + "' must begin with '/'");
    }
    if (!matcher.matches("[2-5][0-9]{2}([,-][2-5][0-9]{2}){0,20}")) {
      throw AwsError.of("ValidationError", "Health check matcher HTTP code '" + matcher + "'");
    }
    // AWS begins at 5 s; on one machine a second is long enough.
    return new HealthCheck(
        path,
        Duration.ofSeconds(in.number("HealthCheckIntervalSeconds", 1, 300).orElse(30)),
        Duration.ofSeconds(in.number("HealthCheckTimeoutSeconds", 1, 120).orElse(5)),
        in.number("HealthyThresholdCount", 1, 10).orElse(5),
        in.number("UnhealthyThresholdCount", 1, 10).orElse(2),
        matcher);
  }

  private void describe(Params in, Xml out) {
    List<String> arns = in.texts("TargetGroupArns");
    List<String> names = in.texts("Names");
    arns.forEach(account.targetGroups()::get);
    for (String name : names) {
      if (account.targetGroups().byName(name).isEmpty()) {
        throw AwsError.of(
            "TargetGroupNotFound", "One or more target groups not found: '" + name + "'");
      }
    }
    List<TargetGroup> found =
        account.targetGroups().all().stream()
            .filter(group -> arns.isEmpty() || arns.contains(group.arn()))
            .filter(group -> names.isEmpty() || names.contains(group.name()))
            .filter(
                group ->
                    in.text("LoadBalancerArn")
                        .map(arn -> arn.equals(Arns.LOAD_BALANCER) && group.used())
                        .orElse(true))
            .toList();
    Page<TargetGroup> page = Page.of(found, in.number("PageSize", 1, 400), in.text("Marker"));
    out.list("TargetGroups", page.items(), this::write).text("NextMarker", page.next());
  }

  private void write(Xml item, TargetGroup group) {
    HealthCheck check = group.settings().check();
    item.text("TargetGroupArn", group.arn())
        .text("TargetGroupName", group.name())
        .text("Protocol", "HTTP")
        .text("ProtocolVersion", "HTTP1")
        .text("Port", group.settings().port())
        .text("VpcId", group.settings().vpc())
        .text("HealthCheckProtocol", "HTTP")
        .text("HealthCheckPort", "traffic-port")
        .text("HealthCheckEnabled", true)
        .text("HealthCheckPath", check.path())
        .text("HealthCheckIntervalSeconds", check.interval().toSeconds())
        .text("HealthCheckTimeoutSeconds", check.timeout().toSeconds())
        .text("HealthyThresholdCount", check.healthyThreshold())
        .text("UnhealthyThresholdCount", check.unhealthyThreshold())
        .node("Matcher", matcher -> matcher.text("HttpCode", check.matcher()))
        .text("TargetType", "instance")
        .text("IpAddressType", "ipv4")
        .texts(
            "LoadBalancerArns",
            account.rules().name(group.arn()) ? List.of(Arns.LOAD_BALANCER) : List.of());
  }

  private void delete(Params in, Xml out) {
    String arn = in.required("TargetGroupArn");
    if (account.rules().name(arn)) {
      throw AwsError.of(
          "ResourceInUse",
          "Target group '" + arn + "' is currently in use by a listener or a rule");
    }
    account.targetGroups().remove(arn);
    account.tags().forget(arn);
    forgetCounts.accept(arn);
  }

  private void modifyAttributes(Params in, Xml out) {
    TargetGroup group = account.targetGroups().get(in.required("TargetGroupArn"));
    Map<String, String> changed = new TreeMap<>();
    for (Params attribute : in.list("Attributes")) {
      String key = attribute.required("Key");
      String value = attribute.text("Value").orElse("");
      if (!group.attributes().containsKey(key)) {
        throw AwsError.of(
            "ValidationError", "Target group attribute key '" + key + "' is not recognized");
      }
      if (key.endsWith("_seconds")
          && (!value.matches("[0-9]{1,7}")
              || (key.startsWith("dereg") && Integer.parseInt(value) > LONGEST_DELAY))) {
        throw AwsError.of(
            "ValidationError",
            "'" + value + "' is not a valid value of target group attribute '" + key + "'");
      }
      changed.put(key, value);
    }
    group.attributes().putAll(changed);
    attributes(group, out);
  }

  private void describeAttributes(Params in, Xml out) {
    attributes(account.targetGroups().get(in.required("TargetGroupArn")), out);
  }

  private static void attributes(TargetGroup group, Xml out) {
    out.list(
        "Attributes",
        group.attributes().entrySet(),
        (Xml item, Map.Entry<String, String> attribute) ->
            item.text("Key", attribute.getKey()).text("Value", attribute.getValue()));
  }

  private void register(Params in, Xml out) {
    TargetGroup group = account.targetGroups().get(in.required("TargetGroupArn"));
    List<String> ids = ids(in);
    for (String id : ids) {
      Instance instance =
          account
              .instances()
              .find(id)
              .filter(one -> one.state() == Instance.State.RUNNING)
              .orElseThrow(
                  () ->
                      AwsError.of(
                          "InvalidTarget",
                          "The following targets are not in a running state and cannot be"
                              + " registered: '"
                              + id
                              + "'"));
      group.register(instance.id(), account.now());
    }
  }

  private void deregister(Params in, Xml out) {
    TargetGroup group = account.targetGroups().get(in.required("TargetGroupArn"));
    ids(in).forEach(id -> group.deregister(id, account.now()));
  }

  private static List<String> ids(Params in) {
    return in.list("Targets").stream().map(target -> target.required("Id")).toList();
  }

  private void health(Params in, Xml out) {
    TargetGroup group = account.targetGroups().get(in.required("TargetGroupArn"));
    List<String> ids = ids(in);
    out.list(
        "TargetHealthDescriptions",
        group.targets().stream()
            .filter(target -> ids.isEmpty() || ids.contains(target.instanceId()))
            .toList(),
        (Xml item, TargetState target) -> {
          item.node(
                  "Target",
                  node ->
                      node.text("Id", target.instanceId()).text("Port", group.settings().port()))
              .text(
                  "HealthCheckPort",
                  account
                      .instances()
                      .find(target.instanceId())
                      .flatMap(Instance::machine)
                      .map(Machine::address)
                      .map(address -> address.getPort())
                      .orElse(group.settings().port()));
          item.node(
              "TargetHealth",
              health -> {
                health.text("State", target.state().word());
                if (!target.reason().isEmpty()) {
                  health.text("Reason", target.reason()).text("Description", target.description());
                }
              });
        });
  }
}
