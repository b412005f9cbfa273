package dev.ingot.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML document as it was written: text and places, no types guessed. */
sealed interface Tree {
  /** Where it begins. */
  Mark mark();

  /** For people: a text, a list, a map, nothing. */
  String described();

  /** A place in a file; line and column count from 1. */
  record Mark(int line, int column) implements Comparable<Mark> {
    static final Mark START = new Mark(1, 1);

    @Override
    public int compareTo(Mark other) {
      return line != other.line
          ? Integer.compare(line, other.line)
          : Integer.compare(column, other.column);
    }
  }

  /** A text; {@code 007} and {@code no} stay what they are. */
  record Text(String text, Mark mark) implements Tree {
    @Override
    public String described() {
      return text.length() > 60 ? "a text of " + text.length() + " characters" : "'" + text + "'";
    }
  }

  /** Nothing: an empty value, {@code ~} or {@code null}. */
  record Nothing(Mark mark) implements Tree {
    @Override
    public String described() {
      return "nothing";
    }
  }

  /** Something that was refused where it was read: a problem is told already. */
  record Refused(Mark mark) implements Tree {
    @Override
    public String described() {
      return "refused";
    }
  }

  /** A list. */
  record Items(List<Tree> items, Mark mark) implements Tree {
    public Items {
      items = List.copyOf(items);
    }

    @Override
    public String described() {
      return "a list";
    }
  }

  /** A map, in the order in which it was written. */
  record Entries(Map<String, Entry> entries, Mark mark) implements Tree {
    static Entries none(Mark mark) {
      return new Entries(Map.of(), mark);
    }

    @Override
    public String described() {
      return "a map";
    }

    /**
     * This map with what the other one says in its place; maps in both are laid over each other.
     */
    Entries under(Entries over) {
      Map<String, Entry> merged = new LinkedHashMap<>(entries);
      over.entries.forEach((key, entry) -> merged.merge(key, entry, Entries::lay));
      return new Entries(merged, over.mark);
    }

    private static Entry lay(Entry below, Entry above) {
      if (above.value() instanceof Nothing) {
        return below;
      }
      return below.value() instanceof Entries lower && above.value() instanceof Entries upper
          ? new Entry(above.keyMark(), lower.under(upper))
          : above;
    }
  }

  /** A value and the place of its key. */
  record Entry(Mark keyMark, Tree value) {}
}
