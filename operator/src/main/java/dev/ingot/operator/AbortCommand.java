package dev.ingot.operator;

import dev.ingot.events.CommandKind;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** Takes a rollout back. */
@Command(
    name = "abort",
    description = "Ends a deployment: all traffic goes back to the live fleet at once.",
    footer = {
      "",
      "A first deployment has nothing to go back to; nobody serves after it.",
      RolloutCommand.SYNOPSIS
    })
final class AbortCommand extends RolloutCommand {
  AbortCommand(Supplier<Map<String, String>> settings) {
    super(settings, CommandKind.ABORT, "Aborted");
  }
}
