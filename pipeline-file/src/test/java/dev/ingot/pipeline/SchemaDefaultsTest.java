package dev.ingot.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.pipeline.Tree.Entries;
import dev.ingot.pipeline.Tree.Entry;
import dev.ingot.pipeline.Tree.Items;
import dev.ingot.pipeline.Tree.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A key that is left out means what the schema says that it means. */
class SchemaDefaultsTest {
  /** Any entry of a map, any item of a list. */
  private static final String ANY = "*";

  private static final String ENVIRONMENTS =
      Samples.ENVIRONMENTS.replace(
          "paths: [/api, \"/{service}\"]",
          "paths: [/, /api], priorities: {from: 20000, to: 30000}");

  /** What a schema says of a key that is left out. */
  record Default(Schemas file, List<String> path, Tree value) {
    @Override
    public String toString() {
      return String.join(".", path) + ": " + json(value);
    }
  }

  static Stream<Default> ofIngot() {
    // Sections of environments lie over the ones of the whole file.
    return of(Schemas.INGOT).filter(it -> !it.path().getFirst().equals("environments"));
  }

  static Stream<Default> ofEnvironments() {
    return of(Schemas.ENVIRONMENTS);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ofIngot")
  void aPlanIsTheSameWithoutAKeyAndWithItsDefault(Default it) {
    Tree sample = read(Samples.EVERYTHING);
    String without = json(edited(sample, it, Optional.empty()));
    String with = json(edited(sample, it, Optional.of(it.value())));

    assertThat(with).as("the sample has a place for it").isNotEqualTo(without);
    Environments environments = Environments.parse(ENVIRONMENTS);
    assertThat(PipelineFile.parse(with, environments))
        .isEqualTo(PipelineFile.parse(without, environments));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ofEnvironments")
  void anEnvironmentIsTheSameWithoutAKeyAndWithItsDefault(Default it) {
    Tree sample = read(ENVIRONMENTS);
    String without = json(edited(sample, it, Optional.empty()));
    String with = json(edited(sample, it, Optional.of(it.value())));

    assertThat(with).as("the sample has a place for it").isNotEqualTo(without);
    assertThat(Environments.parse(with))
        .usingRecursiveComparison()
        .isEqualTo(Environments.parse(without));
  }

  // --- what the schema says ---

  private static Stream<Default> of(Schemas file) {
    Entries schema = read(Schemas.text(file.path()));
    Map<List<String>, Default> found =
        new TreeMap<>((a, b) -> String.join(".", a).compareTo(String.join(".", b)));
    collect(file, schema, schema, List.of(), found);
    assertThat(found).isNotEmpty();
    return found.values().stream();
  }

  private static void collect(
      Schemas file,
      Entries root,
      Entries schema,
      List<String> path,
      Map<List<String>, Default> found) {
    Entries here = resolved(root, schema);
    child(here, "properties")
        .ifPresent(
            properties ->
                properties
                    .entries()
                    .forEach(
                        (name, entry) -> {
                          Entries value = (Entries) entry.value();
                          List<String> key = plus(path, name);
                          Stream.of(value, resolved(root, value))
                              .filter(it -> it.entries().containsKey("default"))
                              .findFirst()
                              .map(it -> value(it, "default"))
                              .ifPresent(it -> found.put(key, new Default(file, key, it)));
                          collect(file, root, value, key, found);
                        }));
    child(here, "additionalProperties")
        .ifPresent(it -> collect(file, root, it, plus(path, ANY), found));
    child(here, "items").ifPresent(it -> collect(file, root, it, plus(path, ANY), found));
    if (here.entries().containsKey("oneOf") && value(here, "oneOf") instanceof Items ways) {
      ways.items().forEach(way -> collect(file, root, (Entries) way, path, found));
    }
  }

  private static Entries resolved(Entries root, Entries schema) {
    if (!schema.entries().containsKey("$ref")) {
      return schema;
    }
    String reference = ((Text) value(schema, "$ref")).text();
    return child(root, "$defs")
        .flatMap(it -> child(it, reference.substring("#/$defs/".length())))
        .orElseThrow();
  }

  private static Tree value(Entries map, String key) {
    return Objects.requireNonNull(map.entries().get(key), key).value();
  }

  private static Optional<Entries> child(Entries map, String key) {
    Entry entry = map.entries().get(key);
    return entry != null && entry.value() instanceof Entries it
        ? Optional.of(it)
        : Optional.empty();
  }

  private static List<String> plus(List<String> path, String name) {
    return Stream.concat(path.stream(), Stream.of(name)).toList();
  }

  // --- the sample, with another value there ---

  private static Entries read(String yaml) {
    return YamlReader.read(yaml, new Problems("sample"));
  }

  /** Where the sample has the key; everywhere that it could stand, where it has it nowhere. */
  private static Tree edited(Tree sample, Default it, Optional<Tree> value) {
    return edited(sample, it.path(), value, has(sample, it.path()));
  }

  private static boolean has(Tree tree, List<String> path) {
    return path.isEmpty()
        || children(tree, path.getFirst()).anyMatch(it -> has(it, path.subList(1, path.size())));
  }

  private static Stream<Tree> children(Tree tree, String name) {
    if (tree instanceof Items list) {
      return name.equals(ANY) ? list.items().stream() : Stream.of();
    }
    return tree instanceof Entries map
        ? map.entries().entrySet().stream()
            .filter(it -> name.equals(ANY) || name.equals(it.getKey()))
            .map(it -> it.getValue().value())
        : Stream.of();
  }

  private static Tree edited(
      Tree tree, List<String> path, Optional<Tree> value, boolean whereItIs) {
    String name = path.getFirst();
    List<String> rest = path.subList(1, path.size());
    if (tree instanceof Items list && name.equals(ANY)) {
      List<Tree> items = new ArrayList<>();
      list.items().forEach(it -> items.add(edited(it, rest, value, whereItIs)));
      return new Items(items, list.mark());
    }
    if (!(tree instanceof Entries map)) {
      return tree;
    }
    Map<String, Entry> entries = new LinkedHashMap<>(map.entries());
    if (rest.isEmpty()) {
      Entry before = entries.remove(name);
      if (value.isPresent() && (before != null || !whereItIs)) {
        entries.put(name, new Entry(map.mark(), value.get()));
      }
    } else {
      entries.replaceAll(
          (key, entry) ->
              name.equals(ANY) || name.equals(key)
                  ? new Entry(entry.keyMark(), edited(entry.value(), rest, value, whereItIs))
                  : entry);
    }
    return new Entries(entries, map.mark());
  }

  /** JSON is YAML; texts have no types there, so each is quoted. */
  private static String json(Tree tree) {
    return switch (tree) {
      case Text text -> '"' + text.text().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
      case Tree.Nothing nothing -> "null";
      case Tree.Refused refused -> throw new IllegalArgumentException("refused");
      case Items list ->
          list.items().stream()
              .map(SchemaDefaultsTest::json)
              .collect(Collectors.joining(", ", "[", "]"));
      case Entries map ->
          map.entries().entrySet().stream()
              .map(it -> "\"%s\": %s".formatted(it.getKey(), json(it.getValue().value())))
              .collect(Collectors.joining(", ", "{", "}"));
    };
  }
}
