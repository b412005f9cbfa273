package dev.ingot.operator;

import dev.ingot.events.CommandKind;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** Lets a rollout go on that waits for an approval. */
@Command(
    name = "approve",
    description =
        "Lets a rollout take its next step, where ingot.yaml asks for an approval (rollout.approve).",
    footer = {"", "One approval is for one step.", RolloutCommand.SYNOPSIS})
final class ApproveCommand extends RolloutCommand {
  ApproveCommand(Supplier<Map<String, String>> settings) {
    super(settings, CommandKind.APPROVE, "Approved the next step of");
  }
}
