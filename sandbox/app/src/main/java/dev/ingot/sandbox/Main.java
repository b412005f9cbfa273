package dev.ingot.sandbox;

import dev.ingot.chaos.Chaos;
import dev.ingot.operator.OperatorCommands;
import dev.ingot.stage.config.ConfigException;
import dev.ingot.verifier.RejudgeCommand;
import java.io.PrintWriter;
import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of {@code ./ingot}. */
@Command(
    name = "ingot",
    synopsisSubcommandLabel = "COMMAND",
    description = "Immutable infrastructure, delivered from an event log.",
    subcommands = {
      Demo.class,
      Up.class,
      SandboxDaemon.class,
      BrokerDaemon.class,
      RegistryDaemon.class,
      Deploy.class,
      Chaos.class,
      Takeover.class,
      Footprint.class,
      CommandLine.HelpCommand.class
    },
    footer = {
      "",
      "  test              build everything and run every test",
      "  bench             measure what it costs; bench --help tells more",
      "  package           build what goes into the Docker images",
      "",
      "Start with: ./ingot demo"
    })
public final class Main implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }

  /** Exits 0 when the command did what it says, 1 when it did not, 2 when it was not understood. */
  public static void main(String[] args) {
    // Requests of the demo name the service's host, as a browser would.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    CommandLine commands = new CommandLine(new Main());
    OperatorCommands.addTo(commands, RunningStack::settings);
    commands.addSubcommand(new RejudgeCommand(RunningStack::settings, InstantSource.system()));
    commands.setExecutionExceptionHandler(
        (surprise, line, parsed) -> {
          PrintWriter err = line.getErr();
          err.println("ingot: " + Text.oneLine(String.valueOf(surprise.getMessage()), 2_000));
          err.println("       more in the log: " + Home.logFile());
          org.slf4j.LoggerFactory.getLogger(Main.class).error("The command failed", surprise);
          return surprise instanceof ConfigException ? 2 : 1;
        });
    int code = commands.execute(args);
    System.out.flush();
    System.exit(code);
  }
}
