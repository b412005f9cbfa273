package dev.ingot.operator;

import dev.ingot.cloud.CloudException;
import dev.ingot.guard.Guard;
import dev.ingot.guard.GuardConfig;
import dev.ingot.guard.Restoration;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Environments;
import dev.ingot.pipeline.PipelineFileException;
import dev.ingot.stage.WorkerMain;
import dev.ingot.stage.config.Config;
import dev.ingot.stage.config.ConfigException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The guard of every environment, in a process that needs nothing but the cloud. */
@Command(
    name = "guard",
    description = {
      "Puts all weight back on the live fleet wherever a rule's rollback time has passed.",
      "Needs the cloud alone: no Kafka, no registry, no worker. Runs until SIGTERM; any number may."
    },
    footer = {
      "",
      "Prints a line for each restoration. Serves /health/live, /health/ready and /metrics on",
      "INGOT_HTTP_HOST (127.0.0.1) and INGOT_HTTP_PORT (0, a free one).",
      "Exit codes: 143 after SIGTERM, 2 when the configuration is wrong; with --once also 0 when",
      "every rule was seen and all that were due are restored, 1 when not."
    })
final class GuardCommand implements Callable<Integer> {
  @Option(
      names = "--environments",
      paramLabel = "FILE",
      description =
          "The platform team's environments.yaml; INGOT_ENVIRONMENTS_FILE where not given.")
  private Optional<String> environments = Optional.empty();

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      description = "Wait between two looks, such as 5s; INGOT_GUARD_INTERVAL where not given.")
  private Optional<String> interval = Optional.empty();

  @Option(names = "--once", description = "One look at every rule, and end.")
  private boolean once;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    // Where every worker looks for its configuration, and what is said here wins.
    environments.ifPresent(file -> System.setProperty("ingot.environments.file", file));
    interval.ifPresent(time -> System.setProperty("ingot.guard.interval", time));
    if (once) {
      return lookOnce();
    }
    WorkerMain.run("guard", this::guard);
    return CommandLine.ExitCode.OK;
  }

  private void guard(Map<String, String> settings, List<AutoCloseable> parts) {
    GuardConfig config = Config.read(GuardConfig.class, settings);
    CloudsByEnvironment clouds = clouds(config);
    parts.add(clouds);
    for (Guard guard : Guard.of(clouds, listener())) {
      parts.add(guard.start(config.interval()));
    }
    say("guarding environments=%s".formatted(String.join(",", clouds.names())));
  }

  private int lookOnce() {
    GuardConfig config = Config.read(GuardConfig.class, Config.environment());
    int code = CommandLine.ExitCode.OK;
    try (CloudsByEnvironment clouds = clouds(config)) {
      for (Guard guard : Guard.of(clouds, restoration -> say(restoration.line()))) {
        try {
          guard.look();
          say("looked environment=" + guard.environment());
        } catch (RuntimeException e) {
          boolean passes = !(e instanceof CloudException cloud) || cloud.retryable();
          say(
              "failed environment=%s mayPass=%s why=\"%s\""
                  .formatted(
                      guard.environment(), passes, Clean.line(String.valueOf(e.getMessage()))));
          code = CommandLine.ExitCode.SOFTWARE;
        }
      }
    }
    return code;
  }

  private static CloudsByEnvironment clouds(GuardConfig config) {
    try {
      return new CloudsByEnvironment(Environments.load(config.environments()));
    } catch (PipelineFileException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    }
  }

  private Guard.Listener listener() {
    return new Guard.Listener() {
      @Override
      public void restored(Restoration restoration) {
        say(restoration.line());
      }

      @Override
      public void troubled(String environment, String why) {
        say(
            why.isEmpty()
                ? "works again environment=" + environment
                : "failed environment=%s why=\"%s\"".formatted(environment, Clean.line(why)));
      }
    };
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
