package dev.ingot.operator;

import dev.ingot.stage.LogToolException;
import dev.ingot.stage.OpenTransaction;
import dev.ingot.stage.OpenTransaction.State;
import dev.ingot.stage.Transactions;
import java.io.PrintWriter;
import java.time.Duration;
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
    List<OpenTransaction> wanted =
        transactions.list(olderThan).stream().filter(this::isWanted).toList();
    List<OpenTransaction> hanging = wanted.stream().filter(OpenTransaction::hangs).toList();
    PrintWriter out = spec.commandLine().getOut();
    int left = 0;
    for (OpenTransaction one : hanging) {
      if (as.isPresent()) {
        transactions.end(one, as.get() == As.COMMIT);
        out.printf("Ended as chosen: %s, %s%n", one.name(), as.get());
      } else if (one.state() == State.UNKNOWN) {
        left++;
        out.printf("Left, for nobody knows how it ended: %s (see --as)%n", one.name());
      } else {
        transactions.end(one);
        out.printf("Ended as it had been: %s, %s%n", one.name(), one.state());
      }
    }
    if (hanging.isEmpty()) {
      out.printf("Nothing hangs%s.%n", wanted.isEmpty() ? "" : "; what is open is live");
    }
    out.flush();
    if (left > 0) {
      throw new LogToolException(left + " left open", null);
    }
  }

  private boolean isWanted(OpenTransaction one) {
    return topic.filter(name -> !name.equals(one.topic())).isEmpty()
        && partition.filter(number -> number != one.partition()).isEmpty()
        && producer.filter(id -> id != one.producerId()).isEmpty();
  }
}
