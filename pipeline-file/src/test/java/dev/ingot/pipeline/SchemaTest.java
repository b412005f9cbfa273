package dev.ingot.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.ingot.pipeline.Tree.Entries;
import dev.ingot.pipeline.Tree.Text;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Readers, schemas, reference pages and examples say the same. */
class SchemaTest {
  @Test
  void bothTakeAFileWithEveryKeyThatTheSchemaKnows() {
    assertThatCode(() -> Samples.parse(Samples.EVERYTHING)).doesNotThrowAnyException();
    assertThat(Schemas.INGOT.schemaTakes(Samples.EVERYTHING)).isTrue();
    for (String key : keys(Schemas.INGOT)) {
      String last = key.substring(key.lastIndexOf('.') + 1);
      assertThat(Samples.EVERYTHING).contains(last + ":");
    }
  }

  @Test
  void bothTakeTheSamples() {
    assertThat(Schemas.INGOT.schemaTakes(Samples.INGOT)).isTrue();
    assertThat(Schemas.ENVIRONMENTS.schemaTakes(Samples.ENVIRONMENTS)).isTrue();
  }

  /** Each line puts one thing in another's place, and says whether the file is right then. */
  @ParameterizedTest(name = "{0}: {2} for {1}")
  @CsvFileSource(
      resources = "corpus.txt",
      delimiter = '|',
      quoteCharacter = '`',
      numLinesToSkip = 1)
  void schemaAndReaderAgree(Schemas file, String old, String replacement, boolean right) {
    String whole = file == Schemas.INGOT ? Samples.EVERYTHING : Samples.ENVIRONMENTS;
    String there = old.replace("\\n", "\n");
    assertThat(whole).as("the corpus is about what is there").contains(there);
    String yaml = whole.replace(there, replacement == null ? "" : replacement.replace("\\n", "\n"));

    assertThat(file.schemaTakes(yaml)).as("the schema takes it").isEqualTo(right);
    assertThat(file.readerTakes(yaml)).as("the reader takes it").isEqualTo(right);
  }

  @ParameterizedTest
  @EnumSource
  void referencePageExplainsEveryKeyOfTheSchema(Schemas file) {
    String page = Schemas.text(file.page());

    for (String key : keys(file)) {
      assertThat(page).contains("`" + key + "`");
    }
  }

  @ParameterizedTest
  @EnumSource
  void schemaDescribesEveryKey(Schemas file) {
    Entries schema = schema(file);
    collect(schema, schema, "", new TreeSet<>(), true);
  }

  @Test
  void everyExampleOfTheReferencePagesIsRight() {
    List<String> environments = examples(Schemas.ENVIRONMENTS);
    assertThat(environments).isNotEmpty();
    for (String example : environments) {
      assertThat(Schemas.ENVIRONMENTS.schemaTakes(example)).as(example).isTrue();
      assertThatCode(() -> Environments.parse(example)).as(example).doesNotThrowAnyException();
    }
    Environments platform = Environments.parse(environments.getFirst());
    for (String example : examples(Schemas.INGOT)) {
      assertThat(Schemas.INGOT.schemaTakes(example)).as(example).isTrue();
      assertThatCode(() -> PipelineFile.parse(example, platform))
          .as(example)
          .doesNotThrowAnyException();
    }
  }

  @Test
  void schemaTakesTheExampleService() {
    String shop = Schemas.text(Schemas.HOUSE.resolve("examples/shop/ingot.yaml"));

    assertThat(Schemas.INGOT.schemaTakes(shop)).isTrue();
  }

  /** The page's YAML blocks that are whole files. */
  private static List<String> examples(Schemas file) {
    String begins = file == Schemas.INGOT ? "service:" : "environments:";
    return Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
        .matcher(Schemas.text(file.page()))
        .results()
        .map(block -> block.group(1))
        .filter(block -> block.startsWith(begins))
        .toList();
  }

  private static Entries schema(Schemas file) {
    return YamlReader.read(Schemas.text(file.path()), new Problems(file.path().toString()));
  }

  /** Every key that the schema knows, with its path; {@code *} stands for a name. */
  private static Set<String> keys(Schemas file) {
    Entries schema = schema(file);
    Set<String> keys = new TreeSet<>();
    collect(schema, schema, "", keys, false);
    // Sections that lie over others are explained with what they lie over.
    keys.removeIf(
        key -> key.matches("environments\\.\\*\\.(fleet|rollout|verify|route|hooks|volumes)\\..*"));
    keys.removeIf(key -> keys.stream().anyMatch(other -> other.startsWith(key + ".")));
    return keys;
  }

  private static void collect(
      Entries root, Entries schema, String path, Set<String> keys, boolean described) {
    Entries here = resolve(root, schema);
    child(here, "properties")
        .entries()
        .forEach(
            (name, entry) -> {
              String key = path.isEmpty() ? name : path + "." + name;
              keys.add(key);
              Entries value = (Entries) entry.value();
              if (described) {
                assertThat(
                        resolve(root, value).entries().keySet().contains("description")
                            || value.entries().containsKey("description"))
                    .as("%s is described", key)
                    .isTrue();
              }
              collect(root, value, key, keys, described);
            });
    if (here.entries().containsKey("additionalProperties")) {
      collect(root, child(here, "additionalProperties"), path + ".*", keys, described);
    }
    if (here.entries().containsKey("items")) {
      collect(root, child(here, "items"), path, keys, described);
    }
    if (here.entries().containsKey("oneOf")) {
      for (Tree one : ((Tree.Items) here.entries().get("oneOf").value()).items()) {
        collect(root, (Entries) one, path, keys, described);
      }
    }
  }

  private static Entries resolve(Entries root, Entries schema) {
    if (!schema.entries().containsKey("$ref")) {
      return schema;
    }
    String reference = ((Text) schema.entries().get("$ref").value()).text();
    return child(child(root, "$defs"), reference.substring("#/$defs/".length()));
  }

  private static Entries child(Entries map, String key) {
    return map.entries().containsKey(key) && map.entries().get(key).value() instanceof Entries child
        ? child
        : Entries.none(map.mark());
  }
}
