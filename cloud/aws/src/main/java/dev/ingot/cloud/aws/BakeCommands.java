package dev.ingot.cloud.aws;

import dev.ingot.cloud.aws.BakePlan.CommandStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.GetCommandInvocationResponse;
import software.amazon.awssdk.services.ssm.model.InstanceInformationStringFilter;
import software.amazon.awssdk.services.ssm.model.InvocationDoesNotExistException;
import software.amazon.awssdk.services.ssm.model.PingStatus;

/** Commands on builders, through SSM. */
final class BakeCommands {
  private static final int LOG_LIMIT = 16_384;
  private static final int DELIVERED_WITHIN_SECONDS = 120;
  private static final Set<String> NEVER_ARRIVED =
      Set.of("DeliveryTimedOut", "Undeliverable", "InvalidPlatform", "Terminated");

  private final SsmClient ssm;

  BakeCommands(SsmClient ssm) {
    this.ssm = ssm;
  }

  /**
   * A command as it is.
   *
   * @param exitCode -1 until it has finished
   * @param log tail of what it has written; empty until it has finished
   */
  record Seen(CommandStatus status, int exitCode, String log) {}

  boolean isOnline(String instance) {
    return ssm
        .describeInstanceInformation(
            r ->
                r.filters(
                    InstanceInformationStringFilter.builder()
                        .key("InstanceIds")
                        .values(instance)
                        .build()))
        .instanceInformationList()
        .stream()
        .anyMatch(i -> i.instanceId().equals(instance) && i.pingStatus() == PingStatus.ONLINE);
  }

  /** Sends the script; its id. */
  String send(String instance, String script, Duration longest) {
    return send(instance, script, longest, "Ingot bakes an image");
  }

  /** Sends the script; its id. */
  String send(String instance, String script, Duration longest, String comment) {
    String seconds = Long.toString(Math.max(1, longest.toSeconds()));
    return ssm.sendCommand(
            r ->
                r.instanceIds(instance)
                    .documentName("AWS-RunShellScript")
                    .comment(comment)
                    .timeoutSeconds(DELIVERED_WITHIN_SECONDS)
                    .parameters(
                        Map.of("commands", List.of(script), "executionTimeout", List.of(seconds))))
        .command()
        .commandId();
  }

  Seen look(String command, String instance) {
    GetCommandInvocationResponse answer;
    try {
      answer = ssm.getCommandInvocation(r -> r.commandId(command).instanceId(instance));
    } catch (InvocationDoesNotExistException e) {
      // SSM takes a moment to know of a command that it has just accepted.
      return new Seen(CommandStatus.RUNNING, -1, "");
    }
    int exitCode = answer.responseCode() == null ? -1 : answer.responseCode();
    return new Seen(status(answer), exitCode, tail(answer));
  }

  private static CommandStatus status(GetCommandInvocationResponse answer) {
    return switch (answer.statusAsString()) {
      case "Pending", "InProgress", "Delayed", "Cancelling" -> CommandStatus.RUNNING;
      case "Success" -> CommandStatus.SUCCEEDED;
      case "TimedOut" ->
          NEVER_ARRIVED.contains(details(answer))
              ? CommandStatus.UNDELIVERABLE
              : CommandStatus.TIMED_OUT;
      default ->
          NEVER_ARRIVED.contains(details(answer))
              ? CommandStatus.UNDELIVERABLE
              : CommandStatus.FAILED;
    };
  }

  private static String details(GetCommandInvocationResponse answer) {
    return String.valueOf(answer.statusDetails()).replace(" ", "");
  }

  private static String tail(GetCommandInvocationResponse answer) {
    String out = answer.standardOutputContent() == null ? "" : answer.standardOutputContent();
    String err = answer.standardErrorContent() == null ? "" : answer.standardErrorContent();
    String log = err.isBlank() ? out : out + "\n" + err;
    return log.substring(Math.max(0, log.length() - LOG_LIMIT));
  }
}
