package dev.ingot.operator;

import dev.ingot.events.OperatorCommand;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Goes back to what was live before. */
@Command(
    name = "rollback",
    description = {
      "Goes back to what was live before, in one environment: at once, through the",
      "former fleet while it stands by, or else through a new one of its image."
    },
    footer = {
      "",
      "Aborts what is under way there first. It is a deployment of its own, which no judge holds",
      "up and no freeze stops; the provisioner refuses it when something else is live by then.",
      "Said again it goes forth again: it takes the last one that ran another image.",
      RolloutCommand.SYNOPSIS
    })
final class RollbackCommand extends IntentCommand {
  @Option(
      names = "--to",
      paramLabel = "DEPLOYMENT",
      description = "One that was promoted there; the last that ran another image where not given.")
  private Optional<String> to = Optional.empty();

  RollbackCommand(Supplier<Map<String, String>> settings) {
    super(settings);
  }

  @Override
  Intent decide(Past past, Intent.Asked asked) {
    return Intent.rollback(past, to, asked);
  }

  @Override
  String said(OperatorCommand command) {
    return "Rolling back %s in %s from %s to %s"
        .formatted(
            command.getService(), command.getEnvironment(), command.getFrom(), command.getTo());
  }
}
