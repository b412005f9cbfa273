package dev.ingot.pipeline;

import dev.ingot.pipeline.Tree.Entries;
import dev.ingot.pipeline.Tree.Entry;
import dev.ingot.pipeline.Tree.Items;
import dev.ingot.pipeline.Tree.Mark;
import dev.ingot.pipeline.Tree.Nothing;
import dev.ingot.pipeline.Tree.Refused;
import dev.ingot.pipeline.Tree.Text;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;

/**
 * YAML to a {@link Tree}, from the parser's events: no object is ever made from a tag, no alias is
 * ever followed, and size, depth and count are bounded before anything is built.
 */
final class YamlReader {
  /** A file that configures one service has no reason to be longer. */
  static final int MOST_CHARACTERS = 256 * 1024;

  private static final int MOST_DEPTH = 16;
  private static final int MOST_NODES = 10_000;
  private static final int MOST_SYNTAX_ERRORS = 10;
  private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");

  private final Problems problems;
  private final Iterator<Event> events;
  private int nodes;

  private YamlReader(String yaml, Problems problems) {
    this.problems = problems;
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MOST_CHARACTERS);
    this.events = new Yaml(options).parse(new StringReader(yaml)).iterator();
  }

  /**
   * The file's one document, which must be a map.
   *
   * @throws PipelineFileException when it is not YAML, or YAML of a kind that is refused
   */
  static Entries read(String yaml, Problems problems) {
    if (yaml.length() > MOST_CHARACTERS) {
      problems.add(
          Mark.START,
          "the file has %,d characters, at most %,d are accepted; keep data out of it"
              .formatted(yaml.length(), MOST_CHARACTERS));
      throw problems.refusal();
    }
    HiddenMarks.refuse(yaml, problems);
    String rest = yaml;
    for (int errors = 0; errors < MOST_SYNTAX_ERRORS; errors++) {
      Optional<Integer> line;
      try {
        // What is wrong after a line that was left out is perhaps wrong for that reason alone.
        Entries root = new YamlReader(rest, errors == 0 ? problems : problems.aside()).document();
        if (errors == 0) {
          return root;
        }
        throw problems.refusal();
      } catch (MarkedYAMLException e) {
        line = syntax(e, problems, errors == 0);
      } catch (YAMLException e) {
        problems.add(
            Mark.START, "not YAML: " + Printable.line(String.valueOf(e.getMessage()), 200));
        line = Optional.empty();
      } catch (PipelineFileException e) {
        throw errors == 0 ? e : problems.refusal();
      }
      if (line.isEmpty()) {
        break;
      }
      rest = without(rest, line.get());
    }
    throw problems.refusal();
  }

  /** Tells the error; the line, from 1, without which the rest may be read. */
  private static Optional<Integer> syntax(MarkedYAMLException e, Problems problems, boolean first) {
    if (e.getProblemMark() == null) {
      problems.add(Mark.START, "not YAML: " + remedy(e.getProblem()));
      return Optional.empty();
    }
    // What was never closed is wrong where it begins, not where the file ends.
    Mark problem = mark(e.getProblemMark());
    Mark begin = e.getContextMark() == null ? problem : mark(e.getContextMark());
    boolean unclosed = isUnclosed(e) && begin.line() < problem.line();
    if (!first && !unclosed && begin.line() < problem.line()) {
      return Optional.empty();
    }
    problems.add(
        unclosed ? begin : problem,
        "not YAML: " + remedy(e.getProblem()) + (unclosed ? "; close what begins here" : ""));
    return Optional.of(unclosed ? begin.line() : problem.line());
  }

  private static boolean isUnclosed(MarkedYAMLException e) {
    String context = String.valueOf(e.getContext());
    return context.contains("quoted scalar") || context.contains("flow");
  }

  private static String without(String yaml, int line) {
    String[] lines = yaml.split("\n", -1);
    if (line <= lines.length) {
      lines[line - 1] = "";
    }
    return String.join("\n", lines);
  }

  private static String remedy(@Nullable String problem) {
    String text = Printable.line(problem == null ? "cannot be read" : problem, 200);
    return text.contains("TAB") ? text + "; indent with spaces, not with tabs" : text;
  }

  private Entries document() {
    events.next(); // the stream's start
    if (!(events.next() instanceof DocumentStartEvent)) {
      throw refusal(Mark.START, "the file is empty");
    }
    Tree root = node(events.next(), 0);
    events.next(); // the document's end
    Event after = events.next();
    if (after instanceof DocumentStartEvent) {
      throw refusal(
          mark(after), "a second document begins here; one is accepted, remove the '---'");
    }
    return switch (root) {
      case Entries map -> map;
      case Refused refused -> throw refusal(refused.mark(), "expected 'key: value' lines");
      case Nothing nothing -> throw refusal(nothing.mark(), "the file is empty");
      case Tree other ->
          throw refusal(other.mark(), "expected 'key: value' lines, found " + other.described());
    };
  }

  private Tree node(Event event, int depth) {
    Mark mark = mark(event);
    if (++nodes > MOST_NODES || depth > MOST_DEPTH) {
      throw refusal(
          mark,
          "more than %,d values or nested deeper than %d; make the file simpler"
              .formatted(MOST_NODES, MOST_DEPTH));
    }
    if (event instanceof AliasEvent) {
      refuseAnchor(mark);
      return new Refused(mark);
    }
    if (event instanceof NodeEvent named && named.getAnchor() != null) {
      refuseAnchor(mark);
    }
    return switch (event) {
      case ScalarEvent scalar -> scalar(scalar, mark);
      case SequenceStartEvent list -> {
        refuseTag(list.getTag(), mark);
        yield items(mark, depth);
      }
      case MappingStartEvent map -> {
        refuseTag(map.getTag(), mark);
        yield entries(mark, depth);
      }
      default -> throw refusal(mark, "cannot be read");
    };
  }

  private Tree scalar(ScalarEvent scalar, Mark mark) {
    refuseTag(scalar.getTag(), mark);
    // Escaped in double quotes, they are not in the file's own text.
    if (HiddenMarks.refuse(scalar.getValue(), mark, problems)) {
      return new Refused(mark);
    }
    boolean plain = scalar.getScalarStyle() == ScalarStyle.PLAIN;
    return plain && NOTHING.contains(scalar.getValue())
        ? new Nothing(mark)
        : new Text(scalar.getValue(), mark);
  }

  private Items items(Mark mark, int depth) {
    List<Tree> items = new ArrayList<>();
    for (Event e = events.next(); !e.is(Event.ID.SequenceEnd); e = events.next()) {
      items.add(node(e, depth + 1));
    }
    return new Items(items, mark);
  }

  private Entries entries(Mark mark, int depth) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (Event e = events.next(); !e.is(Event.ID.MappingEnd); e = events.next()) {
      Tree key = node(e, depth + 1);
      Tree value = node(events.next(), depth + 1);
      if (key instanceof Refused) {
        continue;
      }
      if (!(key instanceof Text text)) {
        problems.add(key.mark(), "a key must be a text, found " + key.described());
      } else if (entries.putIfAbsent(text.text(), new Entry(key.mark(), value)) != null) {
        problems.add(
            key.mark(), "key " + text.described() + " is there twice; keep one of the two");
      }
    }
    return new Entries(entries, mark);
  }

  private void refuseAnchor(Mark mark) {
    problems.add(mark, "anchors (&) and aliases (*) are not accepted; write the value out");
  }

  private void refuseTag(@Nullable String tag, Mark mark) {
    if (tag != null) {
      problems.add(mark, "tags (!) are not accepted; write the value without one");
    }
  }

  private PipelineFileException refusal(Mark mark, String what) {
    problems.add(mark, what);
    return problems.refusal();
  }

  private static Mark mark(Event event) {
    return mark(event.getStartMark());
  }

  private static Mark mark(org.yaml.snakeyaml.error.Mark mark) {
    return new Mark(mark.getLine() + 1, mark.getColumn() + 1);
  }
}
