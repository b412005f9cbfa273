package dev.ingot.sandbox.cloud.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.sandbox.cloud.machine.CommandRun;
import dev.ingot.sandbox.cloud.machine.Machine;
import dev.ingot.sandbox.cloud.model.Account;
import dev.ingot.sandbox.cloud.model.Command;
import dev.ingot.sandbox.cloud.model.Command.Invocation;
import dev.ingot.sandbox.cloud.model.Instance;
import dev.ingot.sandbox.cloud.wire.AwsError;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** SSM's actions: shell scripts on instances, and parameters, which have a class of their own. */
final class Ssm {
  private static final String DOCUMENT = "AWS-RunShellScript";
  private static final int DEFAULT_EXECUTION_SECONDS = 3_600;
  private static final int LONGEST_EXECUTION_SECONDS = 172_800;

  private final Account account;

  private Ssm(Account account) {
    this.account = account;
  }

  static void add(JsonService service, Account account) {
    Ssm ssm = new Ssm(account);
    service
        .add("SendCommand", ssm::send)
        .add("GetCommandInvocation", ssm::invocation)
        .add("CancelCommand", ssm::cancel)
        .add("DescribeInstanceInformation", ssm::instances);
    SsmParameters.add(service, account);
  }

  private void send(ObjectNode in, ObjectNode out) {
    String document = JsonService.text(in, "DocumentName");
    if (!document.equals(DOCUMENT)) {
      throw AwsError.of("InvalidDocument", "Document with name " + document + " does not exist.");
    }
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    in.path("Parameters")
        .properties()
        .forEach(entry -> parameters.put(entry.getKey(), texts(entry.getValue())));
    List<String> lines = parameters.getOrDefault("commands", List.of());
    if (lines.isEmpty()) {
      throw AwsError.of("InvalidParameters", "The parameter 'commands' is required");
    }
    Duration limit = executionTimeout(parameters);
    List<String> ids = instanceIds(in);
    Map<String, Machine> machines = new LinkedHashMap<>();
    ids.forEach(id -> machines.put(id, online(id)));
    Instant now = account.now();
    Map<String, Invocation> runs = new LinkedHashMap<>();
    machines.forEach(
        (id, machine) -> {
          CommandRun run = machine.run(String.join("\n", lines) + "\n", limit);
          runs.put(id, new Invocation(id, now, run));
        });
    Command command =
        new Command(
            UUID.randomUUID().toString(),
            document,
            in.path("Comment").asText(""),
            in.path("TimeoutSeconds").asInt(DEFAULT_EXECUTION_SECONDS),
            now,
            runs);
    account.commands().put(command);
    ObjectNode answer = out.putObject("Command");
    answer
        .put("CommandId", command.id())
        .put("DocumentName", document)
        .put("DocumentVersion", "$DEFAULT")
        .put("Comment", command.comment())
        .put("ExpiresAfter", Times.seconds(now.plus(limit)))
        .put("RequestedDateTime", Times.seconds(now))
        .put("Status", "Pending")
        .put("StatusDetails", "Pending")
        .put("TimeoutSeconds", command.timeoutSeconds())
        .put("TargetCount", ids.size())
        .put("CompletedCount", 0)
        .put("ErrorCount", 0);
    answer.set("Parameters", in.path("Parameters").deepCopy());
    ArrayNode instances = answer.putArray("InstanceIds");
    ids.forEach(instances::add);
  }

  private static Duration executionTimeout(Map<String, List<String>> parameters) {
    String given =
        parameters.getOrDefault("executionTimeout", List.of()).stream()
            .findFirst()
            .orElse(String.valueOf(DEFAULT_EXECUTION_SECONDS));
    if (!given.matches("[1-9][0-9]{0,5}") || Integer.parseInt(given) > LONGEST_EXECUTION_SECONDS) {
      throw AwsError.of("InvalidParameters", "executionTimeout is 1 to 172800 seconds");
    }
    return Duration.ofSeconds(Integer.parseInt(given));
  }

  private static List<String> instanceIds(ObjectNode in) {
    List<String> ids = new ArrayList<>(texts(in.path("InstanceIds")));
    for (JsonNode target : in.path("Targets")) {
      if (target.path("Key").asText("").equalsIgnoreCase("InstanceIds")) {
        ids.addAll(texts(target.path("Values")));
      }
    }
    if (ids.isEmpty() || ids.size() > 50) {
      throw AwsError.of("InvalidInstanceId", "1 to 50 instance ids must be given");
    }
    return ids;
  }

  private Machine online(String id) {
    return account
        .instances()
        .find(id)
        .filter(instance -> instance.state() == Instance.State.RUNNING)
        .flatMap(Instance::machine)
        .orElseThrow(
            () ->
                AwsError.of(
                    "InvalidInstanceId",
                    "Instances [[" + id + "]] not in a valid state for account"));
  }

  private void invocation(ObjectNode in, ObjectNode out) {
    Command command = command(JsonService.text(in, "CommandId"));
    Invocation invocation = command.runs().get(JsonService.text(in, "InstanceId"));
    if (invocation == null) {
      throw AwsError.of("InvocationDoesNotExist", "The command was not sent to this instance");
    }
    String status = invocation.status();
    out.put("CommandId", command.id())
        .put("InstanceId", invocation.instanceId())
        .put("Comment", command.comment())
        .put("DocumentName", command.document())
        .put("DocumentVersion", "$DEFAULT")
        .put("PluginName", "aws:runShellScript")
        .put("ResponseCode", invocation.responseCode())
        .put("ExecutionStartDateTime", Times.millis(invocation.startedAt()))
        .put("Status", status)
        .put("StatusDetails", invocation.details())
        .put("StandardOutputContent", invocation.standardOutput())
        .put("StandardErrorContent", invocation.standardError());
  }

  private void cancel(ObjectNode in, ObjectNode out) {
    Command command = command(JsonService.text(in, "CommandId"));
    List<String> only = texts(in.path("InstanceIds"));
    command.runs().values().stream()
        .filter(invocation -> only.isEmpty() || only.contains(invocation.instanceId()))
        .forEach(invocation -> invocation.run().cancel());
  }

  private Command command(String id) {
    return account
        .commands()
        .find(id)
        .orElseThrow(() -> AwsError.of("InvalidCommandId", "There is no command " + id));
  }

  private void instances(ObjectNode in, ObjectNode out) {
    List<String> ids = new ArrayList<>();
    for (String list : List.of("Filters", "InstanceInformationFilterList")) {
      for (JsonNode filter : in.path(list)) {
        String key = filter.path("Key").asText(filter.path("key").asText(""));
        if (!key.equals("InstanceIds")) {
          throw AwsError.of("InvalidFilterKey", "The filter here is InstanceIds, not " + key);
        }
        ids.addAll(texts(filter.path("Values")));
        ids.addAll(texts(filter.path("valueSet")));
      }
    }
    List<Instance> online =
        account.instances().all().stream()
            .filter(instance -> instance.state() == Instance.State.RUNNING)
            .filter(instance -> ids.isEmpty() || ids.contains(instance.id()))
            .toList();
    Page<Instance> page =
        Page.of(
            online,
            Optional.of(in.path("MaxResults").asInt(50)),
            Optional.ofNullable(in.path("NextToken").textValue()));
    ArrayNode list = out.putArray("InstanceInformationList");
    for (Instance instance : page.items()) {
      list.addObject()
          .put("InstanceId", instance.id())
          .put("PingStatus", "Online")
          .put("LastPingDateTime", Times.seconds(account.now()))
          .put("AgentVersion", "3.0.0.0")
          .put("IsLatestVersion", true)
          .put("PlatformType", "Linux")
          .put("PlatformName", "Debian GNU/Linux")
          .put("ResourceType", "EC2Instance")
          .put("IPAddress", "127.0.0.1")
          .put("ComputerName", instance.id());
    }
    page.next().ifPresent(token -> out.put("NextToken", token));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText("")));
    return texts;
  }
}
