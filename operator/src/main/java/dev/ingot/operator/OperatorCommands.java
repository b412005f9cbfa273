package dev.ingot.operator;

import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The commands, for any command line that wants them. */
public final class OperatorCommands {
  private OperatorCommands() {}

  /**
   * Adds all of them.
   *
   * @param settings the workers' keys, such as {@code ingot.kafka.bootstrap.servers}; asked for
   *     when a command runs
   */
  public static void addTo(CommandLine commands, Supplier<Map<String, String>> settings) {
    commands.addSubcommand(new GuardCommand());
    commands.addSubcommand(new ValidateCommand());
    commands.addSubcommand(new PlanCommand(settings));
    commands.addSubcommand(DeadLettersCommand.commandLine(settings));
    commands.addSubcommand(TransactionsCommand.commandLine(settings));
    commands.addSubcommand(new ApproveCommand(settings));
    commands.addSubcommand(new PauseCommand(settings));
    commands.addSubcommand(new ResumeCommand(settings));
    commands.addSubcommand(new AbortCommand(settings));
    commands.addSubcommand(new RollbackCommand(settings));
    commands.addSubcommand(new RedeployCommand(settings));
    commands.addSubcommand(new FreezeCommand(settings));
    commands.addSubcommand(new ThawCommand(settings));
    commands.addSubcommand(new RegisterCommand(settings));
    commands.addSubcommand(new UnregisterCommand(settings));
  }
}
