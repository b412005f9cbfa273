package dev.ingot.operator;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends a letter's message again. */
@Command(
    name = "replay",
    description = {
      "Sends a letter's message again and settles the letter, in one transaction: twice is not",
      "possible. Bytes that were no event go as they came. A push, a commit or an image that was",
      "given up goes as a new deployment of the same generation, and is refused where it would",
      "bring old code back."
    })
final class ReplayCommand implements Callable<Integer> {
  private final DeadLettersCommand parent;

  @Parameters(index = "0", paramLabel = "ID", description = "As 'list' shows it, such as 3-42.")
  private String id;

  @Option(
      names = "--reason",
      paramLabel = "WHY",
      defaultValue = "",
      description = "For the ledger.")
  private String reason;

  @Option(names = "--who", paramLabel = "NAME", description = "Who you are, for the ledger.")
  private String who = DeadLettersCommand.user();

  @Option(
      names = "--force",
      description =
          "Also a letter that was dropped, or whose line was replayed "
              + ReplayDecision.MOST
              + " times.")
  private boolean force;

  @Option(
      names = "--for-all",
      description = "Also the letter of a stage that is not Ingot's: every consumer gets it.")
  private boolean forAll;

  @Spec private CommandSpec spec;

  ReplayCommand(DeadLettersCommand parent) {
    this.parent = parent;
  }

  @Override
  public Integer call() throws Exception {
    LetterId letter = parent.id(spec, id);
    ReplayDecision.Wish wish = new ReplayDecision.Wish(force, forAll);
    return parent.work(spec, desk -> print(desk.replay(letter, wish, who, reason)));
  }

  private void print(Settlement settlement) {
    PrintWriter out = spec.commandLine().getOut();
    if (parent.json()) {
      out.println(Texts.json(LetterJson.of(settlement)));
    } else {
      settlement
          .replay()
          .ifPresent(
              sent ->
                  out.printf(
                      "Sent again (replay %d of %s)%s. See: dead-letters show %s%n",
                      sent.number(),
                      sent.root(),
                      sent.newDeployment()
                          .map(deployment -> " as deployment " + deployment)
                          .or(() -> sent.newEvent().map(event -> " as event " + event))
                          .orElse(" as it came"),
                      settlement.letter()));
    }
    out.flush();
  }
}
