package dev.ingot.pipeline;

import dev.ingot.pipeline.Tree.Entries;
import dev.ingot.pipeline.Tree.Entry;
import dev.ingot.pipeline.Tree.Items;
import dev.ingot.pipeline.Tree.Mark;
import dev.ingot.pipeline.Tree.Nothing;
import dev.ingot.pipeline.Tree.Refused;
import dev.ingot.pipeline.Tree.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads one map of a file. What is wrong becomes a problem and an empty answer, so that the reading
 * goes on; a key that was never asked for is unknown.
 */
final class Section {
  private final Entries map;
  private final String path;
  private final Problems problems;
  private final Set<String> asked = new LinkedHashSet<>();

  Section(Entries map, String path, Problems problems) {
    this.map = map;
    this.path = path;
    this.problems = problems;
  }

  /** Where the key's value is, or the section when the key is not there. */
  Mark at(String key) {
    Entry entry = map.entries().get(key);
    return entry == null ? map.mark() : entry.value().mark();
  }

  boolean has(String key) {
    asked.add(key);
    return map.entries().containsKey(key);
  }

  /** The value, or empty when the key is not there or wrong. */
  <T> Optional<T> read(String key, Kind<T> kind) {
    return value(key).flatMap(tree -> read(tree, name(key), kind));
  }

  <T> T read(String key, Kind<T> kind, T otherwise) {
    return read(key, kind).orElse(otherwise);
  }

  /** The value; a problem when the key is not there. */
  <T> Optional<T> required(String key, Kind<T> kind) {
    if (!has(key)) {
      problems.add(map.mark(), "'%s' is missing; add %s".formatted(name(key), kind.accepted()));
    }
    return read(key, kind);
  }

  /** The list's values, as far as they are right; a single value is not a list. */
  <T> Optional<List<T>> list(String key, Kind<T> kind) {
    return value(key)
        .flatMap(
            tree -> {
              if (tree instanceof Items items && !items.items().isEmpty()) {
                List<T> values = new ArrayList<>();
                for (Tree item : items.items()) {
                  read(item, name(key), kind).ifPresent(values::add);
                }
                return values.size() == items.items().size()
                    ? Optional.of(List.copyOf(values))
                    : Optional.empty();
              }
              wrong(tree, name(key), "a list such as [a, b], each " + kind.accepted());
              return Optional.empty();
            });
  }

  /**
   * One entry of a list of one-key maps.
   *
   * @param map what stands under the name; empty when nothing does
   */
  record Single(String name, Mark at, Entries map) {}

  /** The list's one-key maps, in order, each name once. */
  List<Single> singles(String key, Kind<String> names) {
    String accepted = "a list such as [staging: {}, production: {}]";
    if (!has(key)) {
      problems.add(map.mark(), "'%s' is missing; add %s".formatted(name(key), accepted));
      return List.of();
    }
    if (!(value(key).orElseThrow() instanceof Items items) || items.items().isEmpty()) {
      wrong(value(key).orElseThrow(), name(key), accepted);
      return List.of();
    }
    Map<String, Single> singles = new LinkedHashMap<>();
    for (Tree item : items.items()) {
      single(item, name(key), names)
          .filter(single -> singles.putIfAbsent(single.name(), single) != null)
          .ifPresent(
              twice ->
                  problems.add(
                      twice.at(), "'%s' is there twice; keep one".formatted(twice.name())));
    }
    return List.copyOf(singles.values());
  }

  private Optional<Single> single(Tree item, String path, Kind<String> names) {
    if (item instanceof Text name && names.read(name.text()).isPresent()) {
      return Optional.of(new Single(name.text(), name.mark(), Entries.none(name.mark())));
    }
    if (item instanceof Entries one && one.entries().size() == 1) {
      Map.Entry<String, Entry> entry = one.entries().entrySet().iterator().next();
      if (names.read(entry.getKey()).isPresent()) {
        Entries inner = entries(entry.getValue().value(), path + "." + entry.getKey());
        return Optional.of(new Single(entry.getKey(), entry.getValue().keyMark(), inner));
      }
    }
    wrong(item, path, "one 'name: {…}' per item, the name " + names.accepted());
    return Optional.empty();
  }

  /** The list's maps, each a section of its own; none when the key is not there or wrong. */
  List<Section> sections(String key, String example) {
    Optional<Tree> value = value(key).filter(tree -> !(tree instanceof Nothing));
    if (value.isEmpty()) {
      return List.of();
    }
    String accepted = "a list of maps such as [" + example + "]";
    if (!(value.get() instanceof Items items)) {
      wrong(value.get(), name(key), accepted);
      return List.of();
    }
    List<Section> sections = new ArrayList<>();
    for (Tree item : items.items()) {
      String name = name(key) + "[" + sections.size() + "]";
      if (item instanceof Entries inner) {
        sections.add(new Section(inner, name, problems));
      } else {
        wrong(item, name, "a map such as " + example);
      }
    }
    return sections;
  }

  /** Whether the key's value is written as a text. */
  boolean isText(String key) {
    return value(key).filter(Text.class::isInstance).isPresent();
  }

  /** Whether the key is there, and not empty. */
  boolean says(String key) {
    return value(key).filter(tree -> !(tree instanceof Nothing)).isPresent();
  }

  /** Whether the key's value is written as a list. */
  boolean isList(String key) {
    return value(key).filter(Items.class::isInstance).isPresent();
  }

  /** Names to texts; an empty map when the key is not there. */
  <T> Map<String, T> map(String key, Kind<String> names, Kind<T> values) {
    Section inner = section(key);
    Map<String, T> read = new LinkedHashMap<>();
    for (String name : inner.keys(names)) {
      inner.required(name, values).ifPresent(v -> read.put(name, v));
    }
    return read;
  }

  /** The section under the key; an empty one when the key is not there or wrong. */
  Section section(String key) {
    Entries inner =
        value(key).map(tree -> entries(tree, name(key))).orElseGet(() -> Entries.none(at(key)));
    return new Section(inner, name(key), problems);
  }

  /** What stands under the key as it was written. */
  Optional<Entry> raw(String key) {
    asked.add(key);
    return Optional.ofNullable(map.entries().get(key));
  }

  /** Where the key at the end of a path such as {@code a.b.c} is, or as much of the path as is. */
  Mark deep(String path) {
    Entries here = map;
    Mark at = map.mark();
    for (String key : path.split("\\.", -1)) {
      Entry entry = here.entries().get(key);
      if (entry == null) {
        return at;
      }
      at = entry.keyMark();
      here = entry.value() instanceof Entries inner ? inner : Entries.none(at);
    }
    return at;
  }

  /**
   * The keys of a map whose keys are names of the user's own; those that are no names are problems.
   */
  List<String> keys(Kind<String> names) {
    List<String> keys = new ArrayList<>();
    map.entries()
        .forEach(
            (key, entry) -> {
              asked.add(key);
              if (names.read(key).isPresent()) {
                keys.add(key);
              } else {
                problems.add(
                    entry.keyMark(),
                    "'%s' cannot be a key of %s; accepted is %s"
                        .formatted(key, path, names.accepted()));
              }
            });
    return keys;
  }

  /** Every key that was not asked for is a problem. */
  void refuseOthers() {
    map.entries()
        .forEach(
            (key, entry) -> {
              if (!asked.contains(key)) {
                problems.add(entry.keyMark(), unknown(key));
              }
            });
  }

  void problem(String key, String what) {
    problems.add(at(key), what);
  }

  /** A problem with a value that may be a secret. */
  void secretProblem(String key, String what) {
    problems.addSecret(at(key), what);
  }

  String name(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private String unknown(String key) {
    String hint =
        Similar.to(key, asked).map(s -> "; did you mean '" + s + "'?").orElse("; remove it");
    return "unknown key '%s'%s (accepted here: %s)"
        .formatted(name(key), hint, String.join(", ", asked));
  }

  private Optional<Tree> value(String key) {
    asked.add(key);
    return Optional.ofNullable(map.entries().get(key)).map(Entry::value);
  }

  private Entries entries(Tree tree, String name) {
    if (tree instanceof Entries inner) {
      return inner;
    }
    if (!(tree instanceof Nothing)) {
      wrong(tree, name, "a map such as {key: value}");
    }
    return Entries.none(tree.mark());
  }

  private <T> Optional<T> read(Tree tree, String name, Kind<T> kind) {
    Optional<T> value = tree instanceof Text text ? kind.read(text.text()) : Optional.empty();
    if (value.isEmpty() && !kind.shown() && tree instanceof Text hidden) {
      // What was written may be the very secret that should not be here.
      problems.addSecret(
          tree.mark(),
          "'%s' is a text of %d characters; accepted is %s"
              .formatted(name, hidden.text().length(), kind.accepted()));
    } else if (value.isEmpty()) {
      wrong(tree, name, kind.accepted());
    }
    return value;
  }

  private void wrong(Tree tree, String name, String accepted) {
    if (tree instanceof Refused) {
      return;
    }
    problems.add(
        tree.mark(), "'%s' is %s; accepted is %s".formatted(name, tree.described(), accepted));
  }
}
