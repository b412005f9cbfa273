package dev.ingot.operator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.ingot.stage.FoundTransactions;
import dev.ingot.stage.LogPlace;
import dev.ingot.stage.LogToolException;
import dev.ingot.stage.OpenTransaction;
import dev.ingot.stage.Transactions;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Open transactions as a table. */
@Command(name = "list", description = "Lists transactions that are open, the oldest first.")
final class ListTransactions implements Callable<Integer> {
  private final TransactionsCommand parent;

  @Option(
      names = "--older-than",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = Durations.class,
      description = "Without what was written to less than so long ago; 10s where not given.")
  private Duration olderThan;

  @Option(
      names = "--output",
      paramLabel = "FORM",
      defaultValue = "text",
      description = "text or json; text where not given.")
  private Output output;

  @Spec private CommandSpec spec;

  ListTransactions(TransactionsCommand parent) {
    this.parent = parent;
  }

  @Override
  public Integer call() {
    return parent.work(spec, this::list);
  }

  /** What was found is shown, whatever else could not be looked at. */
  private void list(Transactions transactions) {
    FoundTransactions found = transactions.find(LogPlace.EVERYWHERE, olderThan);
    print(found.open(), Instant.now());
    if (!found.untold().isEmpty()) {
      throw new LogToolException(
          "not all partitions could be looked at: " + String.join("; ", found.untold()), null);
    }
  }

  private void print(List<OpenTransaction> open, Instant now) {
    PrintWriter out = spec.commandLine().getOut();
    if (output == Output.json) {
      out.println(Texts.json(json(open)));
    } else {
      out.print(open.isEmpty() ? "There are none.\n" : Texts.table(rows(open, now)));
    }
    out.flush();
  }

  private static ArrayNode json(List<OpenTransaction> open) {
    ArrayNode array = Texts.object().putArray("transactions");
    for (OpenTransaction one : open) {
      array
          .addObject()
          .put("topic", one.topic())
          .put("partition", one.partition())
          .put("producer", one.producerId())
          .put("epoch", one.epoch())
          .put("transactionalId", one.transactionalId().orElse(""))
          .put("firstOffset", one.firstOffset())
          .put("lastWritten", one.lastWritten().toString())
          .put("state", one.state().name())
          .put("hangs", one.hangs());
    }
    return array;
  }

  private static List<List<String>> rows(List<OpenTransaction> open, Instant now) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("TOPIC", "PARTITION", "PRODUCER", "OF", "FROM", "SILENT", "STATE"));
    for (OpenTransaction one : open) {
      rows.add(
          List.of(
              one.topic(),
              String.valueOf(one.partition()),
              String.valueOf(one.producerId()),
              Clean.line(one.transactionalId().orElse("-"), 60),
              String.valueOf(one.firstOffset()),
              Durations.text(Duration.between(one.lastWritten(), now)),
              TransactionsCommand.words(one.state())));
    }
    return rows;
  }
}
