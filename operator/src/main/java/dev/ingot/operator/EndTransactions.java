package dev.ingot.operator;

import dev.ingot.stage.FoundTransactions;
import dev.ingot.stage.LogPlace;
import dev.ingot.stage.LogToolException;
import dev.ingot.stage.OpenTransaction;
import dev.ingot.stage.OpenTransaction.State;
import dev.ingot.stage.Transactions;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Ends what hangs. */
@Command(
    name = "end",
    description =
        "Ends transactions that hang, each as its coordinator had ended it: all, or one."
            + " Nothing that is live is touched.")
final class EndTransactions implements Callable<Integer> {
  private final TransactionsCommand parent;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "TOPIC",
      description = "In this topic alone; everywhere where not given.")
  private Optional<String> topic = Optional.empty();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PARTITION",
      description = "In this partition alone.")
  private Optional<Integer> partition = Optional.empty();

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "PRODUCER",
      description = "Of this producer alone.")
  private Optional<Long> producer = Optional.empty();

  @Option(
      names = "--older-than",
      paramLabel = "TIME",
      defaultValue = "1m",
      converter = Durations.class,
      description = "Not what was written to less than so long ago; 1m where not given.")
  private Duration olderThan;

  @Option(
      names = "--as",
      paramLabel = "END",
      description =
          "commit or abort, where it is not known how it ended. Abort loses what was committed,"
              + " commit shows what was undone. Takes topic, partition and producer.")
  private Optional<As> as = Optional.empty();

  @Spec private CommandSpec spec;

  /** Ends that a person can choose. */
  enum As {
    COMMIT,
    ABORT
  }

  EndTransactions(TransactionsCommand parent) {
    this.parent = parent;
  }

  @Override
  public Integer call() {
    if (as.isPresent() && producer.isEmpty()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--as takes one transaction: topic, partition and producer");
    }
    return parent.work(spec, this::end);
  }

  private void end(Transactions transactions) {
    FoundTransactions found = transactions.find(new LogPlace(topic, partition), olderThan);
    List<OpenTransaction> wanted =
        found.open().stream()
            .filter(one -> producer.filter(id -> id != one.producerId()).isEmpty())
            .toList();
    List<OpenTransaction> hanging = wanted.stream().filter(OpenTransaction::hangs).toList();
    PrintWriter out = spec.commandLine().getOut();
    List<String> troubles = new ArrayList<>(found.untold());
    int left = 0;
    for (OpenTransaction one : hanging) {
      if (as.isEmpty() && one.state() == State.UNKNOWN) {
        left++;
        out.printf("Left, for nobody knows how it ended: %s (see --as)%n", one.name());
        continue;
      }
      try {
        out.println(ended(transactions, one));
      } catch (LogToolException e) {
        troubles.add("%s: %s".formatted(one.name(), e.getMessage()));
      }
    }
    if (hanging.isEmpty() && troubles.isEmpty()) {
      out.printf("Nothing hangs%s.%n", wanted.isEmpty() ? "" : "; what is open is live");
    }
    out.flush();
    if (left > 0) {
      troubles.add(left + " left open");
    }
    if (!troubles.isEmpty()) {
      throw new LogToolException(String.join("; ", troubles), null);
    }
  }

  private String ended(Transactions transactions, OpenTransaction one) {
    if (as.isPresent()) {
      transactions.end(one, as.get() == As.COMMIT);
      return "Ended as chosen: %s, %s".formatted(one.name(), as.get());
    }
    transactions.end(one);
    return "Ended as it had been: %s, %s".formatted(one.name(), one.state());
  }
}
