package dev.ingot.operator;

import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.OperatorCommand;
import dev.ingot.stage.LogTool;
import dev.ingot.stage.LogToolException;
import dev.ingot.stage.config.Config;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Begins a deployment of what is or was live. */
abstract class IntentCommand extends LogCommand {
  @Parameters(index = "0", paramLabel = "SERVICE", description = "Its name.")
  private String service;

  @Parameters(index = "1", paramLabel = "ENVIRONMENT", description = "Such as production.")
  private String environment;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "Wait so long for its end, and exit with 1 when it is not promoted by then.")
  private @Nullable Duration wait;

  IntentCommand(Supplier<Map<String, String>> settings) {
    super(settings);
  }

  abstract Intent decide(Past past, Intent.Asked asked);

  /** Without the full stop. */
  abstract String said(OperatorCommand command);

  @Override
  final String done(LogTool log, Map<String, String> all) {
    String id = UUID.randomUUID().toString();
    IntentDesk desk =
        new IntentDesk(log, signature().timeout(), Config.read(LongestConfig.class, all).longest());
    Intent.Begun begun =
        desk.begin(
            name("a service", service),
            name("an environment", environment),
            (past, now) ->
                decide(past, new Intent.Asked(id, signature().who(), signature().why(), now)));
    for (OperatorCommand abort : begun.aborts()) {
      say("Aborted %s.".formatted(abort.getDeploymentId()));
    }
    String said = "%s, as %s.".formatted(said(begun.command()), begun.deployment());
    Duration patience = wait;
    if (patience == null) {
      return said;
    }
    say(said);
    return ended(begun, desk.awaitEnd(begun, patience), patience);
  }

  private static String ended(
      Intent.Begun begun, Optional<DeploymentFinished> end, Duration patience) {
    DeploymentFinished found =
        end.orElseThrow(
            () ->
                new LogToolException(
                    "%s has not ended within %s; it goes on"
                        .formatted(begun.deployment(), Durations.text(patience)),
                    null));
    if (found.getOutcome() != DeploymentOutcome.PROMOTED) {
      throw new LogToolException(
          "%s ended as %s: %s".formatted(begun.deployment(), found.getOutcome(), found.getReason()),
          null);
    }
    return "It is live.";
  }
}
