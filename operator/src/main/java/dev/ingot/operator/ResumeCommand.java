package dev.ingot.operator;

import dev.ingot.events.CommandKind;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** Lets a rollout go on that stands. */
@Command(
    name = "resume",
    description =
        "Lets a rollout go on that was paused, or that stands because a judge could not tell or said nothing.",
    footer = {
      "",
      "It stands in for the verdict of judges that gave none, and not for an approval.",
      RolloutCommand.SYNOPSIS
    })
final class ResumeCommand extends RolloutCommand {
  ResumeCommand(Supplier<Map<String, String>> settings) {
    super(settings, CommandKind.RESUME, "Resumed");
  }
}
