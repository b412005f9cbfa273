package dev.ingot.operator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Letters as a table. */
@Command(name = "list", description = "Lists letters that nobody has settled, the oldest first.")
final class ListCommand implements Callable<Integer> {
  private final DeadLettersCommand parent;

  @Option(names = "--all", description = "Also those that are settled: how, by whom, when, why.")
  private boolean all;

  @Option(names = "--service", paramLabel = "NAME", description = "Of this service alone.")
  private Optional<String> service = Optional.empty();

  @Option(names = "--stage", paramLabel = "NAME", description = "Of this stage alone.")
  private Optional<String> stage = Optional.empty();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = Durations.class,
      description = "Of the last 2h, 7d, … alone; all that are retained where not given.")
  private Optional<Duration> since = Optional.empty();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "200",
      description = "At most so many; 200 where not given.")
  private int limit;

  @Spec private CommandSpec spec;

  ListCommand(DeadLettersCommand parent) {
    this.parent = parent;
  }

  @Override
  public Integer call() throws Exception {
    return parent.work(spec, desk -> print(desk, Instant.now()));
  }

  private void print(LetterDesk desk, Instant now) {
    Instant begin = since.map(now::minus).orElse(Instant.EPOCH);
    Ledger ledger = desk.list(begin, this::wanted);
    List<Letter> letters =
        ledger.letters().stream()
            .filter(letter -> all || ledger.settled(letter.id()).isEmpty())
            .sorted(Comparator.comparing(Letter::at))
            .toList();
    List<Letter> shown = letters.stream().limit(Math.max(0, limit)).toList();
    PrintWriter out = spec.commandLine().getOut();
    if (parent.json()) {
      ArrayNode array = Texts.object().putArray("letters");
      shown.forEach(letter -> array.add(LetterJson.of(letter, ledger.settled(letter.id()))));
      out.println(Texts.json(array));
    } else {
      out.print(shown.isEmpty() ? "There are none.\n" : Texts.table(rows(shown, ledger, now)));
    }
    int more = letters.size() - shown.size() + ledger.leftOut();
    if (more > 0) {
      spec.commandLine()
          .getErr()
          .println("%d more are not shown: see --limit, --since, --service".formatted(more));
    }
    out.flush();
  }

  private boolean wanted(Letter letter) {
    return service.filter(name -> !name.equals(letter.service())).isEmpty()
        && stage.filter(name -> !name.equals(letter.stage())).isEmpty();
  }

  private List<List<String>> rows(List<Letter> letters, Ledger ledger, Instant now) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("ID", "SERVICE", "STAGE", "TRIES", "AGE", "ERROR"));
    for (Letter letter : letters) {
      rows.add(
          List.of(
              letter.id().toString(),
              Clean.line(letter.service(), 30),
              Clean.line(letter.stage(), 30),
              String.valueOf(letter.attempts()),
              Durations.text(Duration.between(letter.at(), now)),
              error(letter) + ledger.settled(letter.id()).map(ListCommand::settled).orElse("")));
    }
    return rows;
  }

  private static String error(Letter letter) {
    String line =
        letter.line().map(of -> "replay %d of %s: ".formatted(of.number(), of.root())).orElse("");
    return Clean.line(line + letter.message(), 90);
  }

  private static String settled(Settlement settlement) {
    return "  [%s by %s at %s%s]"
        .formatted(
            settlement.kind(),
            settlement.who(),
            settlement.at(),
            settlement.why().isEmpty() ? "" : ": " + settlement.why());
  }
}
