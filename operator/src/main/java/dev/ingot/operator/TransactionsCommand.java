package dev.ingot.operator;

import dev.ingot.stage.LogToolException;
import dev.ingot.stage.OpenTransaction;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.Transactions;
import dev.ingot.stage.config.Config;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Transactions that hold readers up, and the end of those that would never end. */
@Command(
    name = "transactions",
    synopsisSubcommandLabel = "COMMAND",
    description = "Transactions that are open in Ingot's topics: look at them, end what hangs.",
    footer = {
      "",
      "Nothing behind an open transaction is read. One hangs when its coordinator has ended it and",
      "the partition was never told. It is ended as the coordinator had ended it; one that is live",
      "is never touched.",
      "Exit codes: 0 done, 1 refused or not possible, 2 not understood."
    })
final class TransactionsCommand implements Runnable {
  private final Supplier<Map<String, String>> settings;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "30s",
      converter = Durations.class,
      scope = ScopeType.INHERIT,
      description = "Longest wait for each thing asked of the brokers; 30s where not given.")
  private Duration timeout;

  @Spec private CommandSpec spec;

  private TransactionsCommand(Supplier<Map<String, String>> settings) {
    this.settings = settings;
  }

  static CommandLine commandLine(Supplier<Map<String, String>> settings) {
    TransactionsCommand parent = new TransactionsCommand(settings);
    return new CommandLine(parent)
        .addSubcommand(new ListTransactions(parent))
        .addSubcommand(new EndTransactions(parent))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** What a command does. */
  interface Work {
    void with(Transactions transactions);
  }

  /** Exit code 1 with one line when the brokers say no. */
  int work(CommandSpec command, Work work) {
    RuntimeConfig config = Config.read(RuntimeConfig.class, settings.get());
    try (Transactions transactions =
        Transactions.open("ingot-operator", config, timeout, InstantSource.system())) {
      work.with(transactions);
      return CommandLine.ExitCode.OK;
    } catch (LogToolException e) {
      command
          .commandLine()
          .getErr()
          .println("ingot: " + Clean.line(String.valueOf(e.getMessage())));
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  /** What is to be said of it, for people. */
  static String words(OpenTransaction.State state) {
    return switch (state) {
      case LIVE -> "live: its coordinator will end it";
      case COMMITTED -> "hangs: was committed";
      case ABORTED -> "hangs: was aborted";
      case UNKNOWN -> "hangs: how it ended is not known, see end --as";
    };
  }
}
