package dev.ingot.sandbox.cloud.api;

import dev.ingot.sandbox.cloud.machine.Machine;
import dev.ingot.sandbox.cloud.model.Account;
import dev.ingot.sandbox.cloud.model.Arns;
import dev.ingot.sandbox.cloud.model.Compute;
import dev.ingot.sandbox.cloud.model.Image;
import dev.ingot.sandbox.cloud.model.Instance;
import dev.ingot.sandbox.cloud.model.Instances;
import dev.ingot.sandbox.cloud.model.LaunchTemplate;
import dev.ingot.sandbox.cloud.wire.AwsError;
import dev.ingot.sandbox.cloud.wire.Params;
import dev.ingot.sandbox.cloud.wire.Xml;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** EC2's actions on instances. */
final class Ec2Instances {
  private static final int CONSOLE = 64 * 1024;
  private static final int MOST_AT_ONCE = 20;
  private static final int LARGEST_USER_DATA = 16 * 1024;

  private final Account account;
  private final Compute compute;

  private Ec2Instances(Account account, Compute compute) {
    this.account = account;
    this.compute = compute;
  }

  static void add(QueryService service, Account account, Compute compute) {
    Ec2Instances instances = new Ec2Instances(account, compute);
    service
        .add("RunInstances", instances::run)
        .add("DescribeInstances", instances::describe)
        .add("StopInstances", instances::stop)
        .add("TerminateInstances", instances::terminate)
        .add("GetConsoleOutput", instances::console);
  }

  private void run(Params in, Xml out) {
    int count = in.number("MaxCount", 1, MOST_AT_ONCE).orElse(1);
    Optional<LaunchTemplate.Data> template = template(in).map(LaunchTemplate::data);
    String imageId =
        in.text("ImageId")
            .or(() -> template.flatMap(LaunchTemplate.Data::imageId))
            .orElseThrow(
                () ->
                    AwsError.of(
                        "MissingParameter", "The request must contain the parameter ImageId"));
    Image image = account.images().get(imageId);
    if (image.state() != Image.State.AVAILABLE) {
      throw AwsError.of("InvalidAMIID.Unavailable", "The image " + imageId + " is not available");
    }
    Map<String, Map<String, String>> tags = new HashMap<>();
    template.ifPresent(data -> tags.putAll(data.tags()));
    tags.putAll(TagXml.specifications(in));
    Map<String, String> parameters = new HashMap<>(in.all());
    parameters.remove("MinCount");
    Instances.Launched launched =
        account.instances().launch(spec(in, imageId, template), count, parameters, account.now());
    if (!launched.repeated()) {
      for (Instance instance : launched.instances()) {
        account.tags().put(instance.id(), tags.getOrDefault("instance", Map.of()));
        compute.boot(instance);
      }
    }
    out.text("reservationId", launched.instances().get(0).reservation())
        .text("ownerId", Arns.ACCOUNT)
        .list("instancesSet", launched.instances(), this::write);
  }

  private Optional<LaunchTemplate> template(Params in) {
    Params named = in.in("LaunchTemplate");
    return named
        .text("LaunchTemplateId")
        .map(account.templates()::get)
        .or(() -> named.text("LaunchTemplateName").map(account.templates()::getByName));
  }

  private static Instance.Spec spec(
      Params in, String imageId, Optional<LaunchTemplate.Data> template) {
    Optional<String> userData =
        in.text("UserData").or(() -> template.flatMap(LaunchTemplate.Data::userData));
    userData.ifPresent(Ec2Instances::checkUserData);
    Params network = in.list("NetworkInterface").stream().findFirst().orElse(in);
    String subnet = in.text("SubnetId").or(() -> network.text("SubnetId")).orElse(Arns.SUBNET);
    Ec2Network.requireSubnet(subnet);
    List<String> groups = in.texts("SecurityGroupId");
    String token = in.text("ClientToken").orElse("");
    if (token.length() > 64) {
      throw AwsError.of("InvalidParameterValue", "A client token has at most 64 characters");
    }
    Params profile = in.in("IamInstanceProfile");
    return new Instance.Spec(
        imageId,
        in.text("InstanceType")
            .or(() -> template.flatMap(LaunchTemplate.Data::type))
            .orElse("m1.small"),
        subnet,
        groups.isEmpty() ? network.texts("SecurityGroupId") : groups,
        userData,
        profile.text("Name").or(() -> profile.text("Arn")),
        token);
  }

  static void checkUserData(String userData) {
    try {
      if (Base64.getDecoder().decode(userData.replaceAll("\\s", "")).length > LARGEST_USER_DATA) {
        throw AwsError.of("InvalidParameterValue", "User data is limited to 16384 bytes");
      }
    } catch (IllegalArgumentException e) {
      throw AwsError.of("InvalidParameterValue", "Invalid BASE64 encoding of user data");
    }
  }

  private void describe(Params in, Xml out) {
    List<String> ids = in.texts("InstanceId");
    ids.forEach(account.instances()::get);
    Filters filters = Filters.ec2(in);
    List<Instance> found =
        account.instances().all().stream()
            .filter(instance -> ids.isEmpty() || ids.contains(instance.id()))
            .filter(i -> filters.pass(account.tags().of(i.id()), f -> attribute(i, f)))
            .toList();
    Page<Instance> page = Page.of(found, in.number("MaxResults", 5, 1000), in.text("NextToken"));
    Map<String, List<Instance>> reservations =
        page.items().stream()
            .collect(
                Collectors.groupingBy(
                    Instance::reservation, LinkedHashMap::new, Collectors.toList()));
    out.list(
            "reservationSet",
            reservations.entrySet(),
            (Xml item, Map.Entry<String, List<Instance>> reservation) ->
                item.text("reservationId", reservation.getKey())
                    .text("ownerId", Arns.ACCOUNT)
                    .list("instancesSet", reservation.getValue(), this::write))
        .text("nextToken", page.next());
  }

  private static @Nullable String attribute(Instance instance, String filter) {
    return switch (filter) {
      case "instance-id" -> instance.id();
      case "instance-state-name" -> instance.state().word();
      case "instance-state-code" -> String.valueOf(instance.state().code());
      case "image-id" -> instance.spec().imageId();
      case "instance-type" -> instance.spec().type();
      case "client-token" -> instance.spec().clientToken();
      case "subnet-id" -> instance.spec().subnet();
      case "vpc-id" -> Arns.VPC;
      case "reservation-id" -> instance.reservation();
      default -> null;
    };
  }

  private void write(Xml item, Instance instance) {
    Optional<Machine> machine = instance.machine();
    item.text("instanceId", instance.id())
        .text("imageId", instance.spec().imageId())
        .node("instanceState", state -> state(state, instance.state()))
        .text("privateDnsName", machine.map(m -> "localhost").orElse(""))
        .text("dnsName", "")
        .text("reason", instance.reason())
        .text("amiLaunchIndex", 0)
        .text("instanceType", instance.spec().type())
        .text("launchTime", Times.millis(instance.launchedAt()))
        .node(
            "placement",
            where -> where.text("availabilityZone", Arns.ZONE).text("tenancy", "default"))
        .node("monitoring", monitoring -> monitoring.text("state", "disabled"))
        .text("subnetId", instance.spec().subnet())
        .text("vpcId", Arns.VPC)
        .text("privateIpAddress", machine.map(m -> "127.0.0.1"))
        .list(
            "groupSet",
            instance.spec().securityGroups(),
            (Xml group, String id) -> group.text("groupId", id).text("groupName", "ingot"))
        .text("architecture", "x86_64")
        .text("rootDeviceType", "ebs")
        .text("rootDeviceName", "/dev/xvda")
        .text("virtualizationType", "hvm")
        .text("hypervisor", "xen");
    if (!instance.spec().clientToken().isEmpty()) {
      item.text("clientToken", instance.spec().clientToken());
    }
    instance
        .spec()
        .profile()
        .ifPresent(
            profile ->
                item.node(
                    "iamInstanceProfile",
                    node ->
                        node.text(
                                "arn",
                                profile.startsWith("arn:")
                                    ? profile
                                    : "arn:aws:iam::"
                                        + Arns.ACCOUNT
                                        + ":instance-profile/"
                                        + profile)
                            .text("id", "AIPA0000000000000001")));
    if (!instance.reason().isEmpty()) {
      String code =
          instance.reason().startsWith("Server.")
              ? "Server.InternalError"
              : "Client.UserInitiatedShutdown";
      item.node(
          "stateReason", reason -> reason.text("code", code).text("message", instance.reason()));
    }
    TagXml.write(item, account.tags().of(instance.id()));
  }

  private static void state(Xml out, Instance.State state) {
    out.text("code", state.code()).text("name", state.word());
  }

  private void stop(Params in, Xml out) {
    List<Instance> named = named(in);
    for (Instance instance : named) {
      if (instance.ending() || instance.state() == Instance.State.PENDING) {
        throw AwsError.of(
            "IncorrectInstanceState",
            "This instance '"
                + instance.id()
                + "' is not in a state from which it can be stopped.");
      }
    }
    changes(
        out,
        named,
        instance -> {
          if (instance.state() == Instance.State.RUNNING) {
            compute.stop(instance, "User initiated");
          }
        });
  }

  private void terminate(Params in, Xml out) {
    changes(out, named(in), instance -> compute.terminate(instance, "User initiated"));
  }

  private List<Instance> named(Params in) {
    List<String> ids = in.texts("InstanceId");
    if (ids.isEmpty()) {
      throw AwsError.of("MissingParameter", "The request must contain the parameter InstanceId");
    }
    return ids.stream().map(account.instances()::get).toList();
  }

  private static void changes(
      Xml out, List<Instance> instances, java.util.function.Consumer<Instance> change) {
    out.list(
        "instancesSet",
        instances,
        (Xml item, Instance instance) -> {
          Instance.State before = instance.state();
          change.accept(instance);
          item.text("instanceId", instance.id())
              .node("currentState", state -> state(state, instance.state()))
              .node("previousState", state -> state(state, before));
        });
  }

  private void console(Params in, Xml out) {
    Instance instance = account.instances().get(in.required("InstanceId"));
    String output =
        instance.machine().map(m -> m.consoleTail(CONSOLE)).orElse(instance.lastWords());
    out.text("instanceId", instance.id())
        .text("timestamp", Times.millis(account.now()))
        .text(
            "output", Base64.getEncoder().encodeToString(output.getBytes(StandardCharsets.UTF_8)));
  }
}
