package dev.ingot.operator;

import dev.ingot.stage.config.Config;
import dev.ingot.stage.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands on their own, without the sandbox. */
@Command(
    name = "ingot-operator",
    synopsisSubcommandLabel = "COMMAND",
    description = "Ingot's commands for production.",
    subcommands = CommandLine.HelpCommand.class)
public final class Main implements Runnable {
  private static final String LOGBACK = "logback.configurationFile";

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }

  /** Exits 0 when the command did what it says, 1 when it did not, 2 when it was not understood. */
  public static void main(String[] args) {
    if (System.getProperty(LOGBACK) == null) {
      System.setProperty(LOGBACK, "dev/ingot/operator/logback.xml");
    }
    CommandLine commands = new CommandLine(new Main());
    OperatorCommands.addTo(commands, Config::environment);
    commands.setExecutionExceptionHandler(
        (surprise, line, parsed) -> {
          line.getErr().println("ingot: " + Clean.line(String.valueOf(surprise.getMessage())));
          return surprise instanceof ConfigException ? 2 : 1;
        });
    int code = commands.execute(args);
    System.out.flush();
    System.exit(code);
  }
}
