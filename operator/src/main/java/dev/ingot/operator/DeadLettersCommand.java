package dev.ingot.operator;

import dev.ingot.stage.LogToolException;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.config.Config;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** What could not be worked on, and what is to become of it. */
@Command(
    name = "dead-letters",
    synopsisSubcommandLabel = "COMMAND",
    description = "What could not be worked on: look at it, send it again, or drop it.",
    footer = {
      "",
      "Finds the log by the workers' own settings, such as INGOT_KAFKA_BOOTSTRAP_SERVERS and",
      "INGOT_KAFKA_PROPERTIES. The topic is a ledger: nothing is deleted.",
      "Exit codes: 0 done, 1 refused or not possible, 2 not understood."
    })
final class DeadLettersCommand implements Runnable {
  private final Supplier<Map<String, String>> settings;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "30s",
      converter = Durations.class,
      scope = ScopeType.INHERIT,
      description = "Longest wait for each thing asked of the log; 30s where not given.")
  private Duration timeout;

  @Option(
      names = "--output",
      paramLabel = "FORM",
      defaultValue = "text",
      scope = ScopeType.INHERIT,
      description = "text or json; text where not given.")
  private Output output;

  @Spec private CommandSpec spec;

  private DeadLettersCommand(Supplier<Map<String, String>> settings) {
    this.settings = settings;
  }

  static CommandLine commandLine(Supplier<Map<String, String>> settings) {
    DeadLettersCommand parent = new DeadLettersCommand(settings);
    return new CommandLine(parent)
        .addSubcommand(new ListCommand(parent))
        .addSubcommand(new ShowCommand(parent))
        .addSubcommand(new ReplayCommand(parent))
        .addSubcommand(new DropCommand(parent))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** What a command does with the log. */
  interface Work {
    void with(LetterDesk desk) throws Exception;
  }

  /** Exit code 1 with one line when the log says no. */
  int work(CommandSpec command, Work work) throws Exception {
    RuntimeConfig config = Config.read(RuntimeConfig.class, settings.get());
    try (LetterDesk desk = new LetterDesk(config, timeout)) {
      work.with(desk);
      return CommandLine.ExitCode.OK;
    } catch (LogToolException e) {
      command
          .commandLine()
          .getErr()
          .println("ingot: " + Clean.line(String.valueOf(e.getMessage())));
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  /** What a person wrote; exit code 2 when it is no id. */
  LetterId id(CommandSpec command, String text) {
    try {
      return LetterId.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(
          command.commandLine(), String.valueOf(e.getMessage()));
    }
  }

  boolean json() {
    return output == Output.json;
  }

  static String user() {
    return System.getProperty("user.name", "operator");
  }
}
