package dev.ingot.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ingot.events.wire.RegistryUnavailableException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.header.Header;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** All that is known of one letter. */
@Command(
    name = "show",
    description = "Shows a letter whole: where it came from, what it says, what became of it.")
final class ShowCommand implements Callable<Integer> {
  private static final int LONGEST_HEADER = 300;
  private static final int MOST_HEADERS = 100;

  private final DeadLettersCommand parent;

  @Parameters(index = "0", paramLabel = "ID", description = "As 'list' shows it, such as 3-42.")
  private String id;

  @Spec private CommandSpec spec;

  ShowCommand(DeadLettersCommand parent) {
    this.parent = parent;
  }

  @Override
  public Integer call() throws Exception {
    LetterId letter = parent.id(spec, id);
    return parent.work(spec, desk -> print(desk, desk.find(letter)));
  }

  /** What the bytes mean, or why that is not known. */
  private record Meaning(Optional<JsonNode> event, String why) {}

  private static Meaning meaning(LetterDesk desk, LetterDesk.Found found) {
    try {
      Optional<JsonNode> event = desk.event(found).flatMap(Texts::event);
      return new Meaning(event, event.isPresent() ? "" : "does not decode as the topic's event");
    } catch (RegistryUnavailableException e) {
      return new Meaning(Optional.empty(), "the schema registry is away: " + e.getMessage());
    }
  }

  private void print(LetterDesk desk, LetterDesk.Found found) {
    ServiceStory story = desk.story(found.letter());
    Meaning meaning = meaning(desk, found);
    PrintWriter out = spec.commandLine().getOut();
    if (parent.json()) {
      out.println(Texts.json(json(found, story, meaning)));
    } else {
      text(out, found, story, meaning);
    }
    out.flush();
  }

  private static ObjectNode json(LetterDesk.Found found, ServiceStory story, Meaning meaning) {
    Letter letter = found.letter();
    Ledger ledger = found.ledger();
    ObjectNode node = LetterJson.of(letter, ledger.settled(letter.id()));
    node.put("replays", ledger.replays(letter.root()));
    ArrayNode history = node.putArray("settlements");
    for (Settlement settlement : ledger.settlements(letter.id())) {
      ObjectNode one = history.addObject().setAll(LetterJson.of(settlement));
      ArrayNode came = one.putArray("cameOfIt");
      cameOf(settlement, found, story).forEach(came::add);
    }
    ObjectNode headers = node.putObject("headers");
    headers(found).forEach(header -> headers.put(header.getFirst(), header.getLast()));
    meaning.event().ifPresent(event -> node.set("event", event));
    if (meaning.event().isEmpty()) {
      node.put("undecoded", Clean.line(meaning.why()));
      node.put("dump", Texts.dump(bytes(found)));
    }
    return node;
  }

  private static void text(
      PrintWriter out, LetterDesk.Found found, ServiceStory story, Meaning meaning) {
    Letter letter = found.letter();
    Ledger ledger = found.ledger();
    out.print(
        Texts.table(
            List.of(
                List.of("letter", letter.id().toString()),
                List.of("service", letter.service()),
                List.of("stage", "%s (%s)".formatted(letter.stage(), letter.version())),
                List.of(
                    "message",
                    "%s-%d@%d".formatted(letter.topic(), letter.partition(), letter.offset())),
                List.of(
                    "kind",
                    letter.poison()
                        ? "poison: it never was an event to the stage"
                        : "given up after %d looks".formatted(letter.attempts())),
                List.of("time", letter.at().toString()),
                List.of("error", letter.error()),
                List.of("", letter.message()),
                List.of(
                    "replays",
                    "%d of %s".formatted(ledger.replays(letter.root()), letter.root())))));
    for (Settlement settlement : ledger.settlements(letter.id())) {
      out.printf(
          "%n%s by %s at %s%s%n",
          settlement.kind(),
          settlement.who(),
          settlement.at(),
          settlement.why().isEmpty() ? "" : ": " + settlement.why());
      cameOf(settlement, found, story).forEach(line -> out.println("  " + line));
    }
    out.printf("%nheaders%n");
    headers(found).forEach(header -> out.printf("  %s: %s%n", header.getFirst(), header.getLast()));
    out.println();
    meaning.event().ifPresent(event -> out.println(Texts.json(event)));
    if (meaning.event().isEmpty()) {
      out.printf("%d bytes: %s%n", bytes(found).length, Clean.line(meaning.why()));
      out.print(Texts.dump(bytes(found)));
    }
  }

  private static List<String> cameOf(
      Settlement settlement, LetterDesk.Found found, ServiceStory story) {
    return settlement
        .replay()
        .map(replay -> Aftermath.of(replay, found.ledger().heirs(settlement.letter()), story))
        .orElse(List.of());
  }

  /** Names and values, cleaned and cut. */
  private static List<List<String>> headers(LetterDesk.Found found) {
    List<List<String>> lines = new ArrayList<>();
    for (Header header : found.message().headers()) {
      if (lines.size() == MOST_HEADERS) {
        lines.add(List.of("…", "and more"));
        break;
      }
      String value = header.value() == null ? "" : new String(header.value(), UTF_8);
      lines.add(
          List.of(Clean.line(header.key(), LONGEST_HEADER), Clean.line(value, LONGEST_HEADER)));
    }
    return lines;
  }

  private static byte[] bytes(LetterDesk.Found found) {
    byte[] value = found.message().value();
    return value == null ? new byte[0] : value;
  }
}
