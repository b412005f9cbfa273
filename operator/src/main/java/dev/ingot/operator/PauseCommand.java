package dev.ingot.operator;

import dev.ingot.events.CommandKind;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** Holds a rollout where it is. */
@Command(
    name = "pause",
    description =
        "Holds a rollout at the weight that it has, once its step is judged; a ROLL_BACK still goes back.",
    footer = {
      "",
      "It stands until it is resumed, watched by the guard and by its instances alone.",
      RolloutCommand.SYNOPSIS
    })
final class PauseCommand extends RolloutCommand {
  PauseCommand(Supplier<Map<String, String>> settings) {
    super(settings, CommandKind.PAUSE, "Paused");
  }
}
