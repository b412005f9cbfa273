package dev.ingot.operator;

import dev.ingot.events.OperatorCommand;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** Deploys what is live once more. */
@Command(
    name = "redeploy",
    description =
        "Deploys the live image once more, in one environment: a new fleet, by the same steps and judges.",
    footer = {
      "",
      "It is a deployment of its own and chains nowhere. Refused while another is under way.",
      RolloutCommand.SYNOPSIS
    })
final class RedeployCommand extends IntentCommand {
  RedeployCommand(Supplier<Map<String, String>> settings) {
    super(settings);
  }

  @Override
  Intent decide(Past past, Intent.Asked asked) {
    return Intent.redeploy(past, asked);
  }

  @Override
  String said(OperatorCommand command) {
    return "Redeploying %s in %s, what is live as %s"
        .formatted(command.getService(), command.getEnvironment(), command.getTo());
  }
}
