package dev.ingot.operator;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Settles a letter without sending anything. */
@Command(
    name = "drop",
    description =
        "Says that nothing is to come of a letter. It stays in the ledger, with the reason.")
final class DropCommand implements Callable<Integer> {
  private final DeadLettersCommand parent;

  @Parameters(index = "0", paramLabel = "ID", description = "As 'list' shows it, such as 3-42.")
  private String id;

  @Option(names = "--reason", paramLabel = "WHY", required = true, description = "For the ledger.")
  private String reason;

  @Option(names = "--who", paramLabel = "NAME", description = "Who you are, for the ledger.")
  private String who = DeadLettersCommand.user();

  @Spec private CommandSpec spec;

  DropCommand(DeadLettersCommand parent) {
    this.parent = parent;
  }

  @Override
  public Integer call() throws Exception {
    LetterId letter = parent.id(spec, id);
    return parent.work(spec, desk -> print(desk.drop(letter, who, reason)));
  }

  private void print(Settlement settlement) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        parent.json()
            ? Texts.json(LetterJson.of(settlement))
            : "Dropped. It stays in the ledger: dead-letters list --all");
    out.flush();
  }
}
