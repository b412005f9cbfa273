package dev.ingot.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.ingot.pipeline.Tree.Entries;
import dev.ingot.pipeline.Tree.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parser, schemas, reference pages and examples say the same. */
class SchemaTest {
  private static final Path HOUSE = Path.of("..");
  private static final Path INGOT = HOUSE.resolve("docs/schema/ingot.schema.json");
  private static final Path ENVIRONMENTS = HOUSE.resolve("docs/schema/environments.schema.json");
  private static final String EVERY_KEY =
      """
      service: shop
      image: {base: debian-12, build: make, run: ./run}
      fleet: {instances: {min: 2, max: 3}, type: t3.small, health: /, port: 80, startWithin: 1m}
      rollout: {steps: [50, 100], bake: 1m}
      verify:
        errors: {limit: 5%, tolerate: 1.2x}
        minRequests: 1
        alpha: 0.01
        warmup: 1s
        judges: [health]
      environments:
        - staging: {fleet: , rollout: {}, verify: {}, settings: {A: 1}}
        - production
      """;

  @Test
  void bothTakeAFileWithEveryKeyThatTheSchemaKnows() throws IOException {
    assertThatCode(() -> Samples.parse(EVERY_KEY)).doesNotThrowAnyException();
    assertThat(schemaTakes(INGOT, EVERY_KEY)).isTrue();
    for (String key : keys(INGOT)) {
      String last = key.substring(key.lastIndexOf('.') + 1);
      assertThat(EVERY_KEY).contains(last + ":");
    }
  }

  @Test
  void bothTakeTheSamples() throws IOException {
    assertThat(schemaTakes(INGOT, Samples.INGOT)).isTrue();
    assertThat(schemaTakes(ENVIRONMENTS, Samples.ENVIRONMENTS)).isTrue();
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "service: shop  | service: Shop",
        "service: shop  | name: shop",
        "image: {base: debian-12, | image: {",
        "build: make    | build: ''",
        "build: make    | bild: make",
        "run: ./run     | run: [a]",
        "min: 2         | min: 0",
        "max: 3         | max: many",
        "type: t3.small | type: small",
        "health: /      | health: healthz",
        "port: 80       | port: 70000",
        "startWithin: 1m | startWithin: 1",
        "[50, 100]      | [50, 101]",
        "[50, 100]      | []",
        "bake: 1m       | bake: soon",
        "limit: 5%      | limit: 5",
        "limit: 5%      | limit: 50%",
        "limit: 5%      | limit: 500%",
        "tolerate: 1.2x | tolerate: 120%",
        "minRequests: 1 | minRequests: -1",
        "alpha: 0.01    | alpha: 0.6",
        "judges: [health] | judges: health",
        "- production   | - {production: {}, staging: {}}",
        "- production   | - {production: {flet: {}}}",
        "- production   | - Production",
        "{A: 1}         | {PORT: 1}",
        "{A: 1}         | {A: [1]}",
        "{A: 1}         | {A: 1}, secrets: {B: x}",
      })
  void bothRefuseTheSame(String right, String wrong) throws IOException {
    String yaml = EVERY_KEY.replace(right, wrong);

    assertThat(schemaTakes(INGOT, yaml)).as("the schema takes it").isFalse();
    assertThat(parserTakes(yaml)).as("the parser takes it").isFalse();
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "region: eu-central-1 | # none",
        "subnets: [subnet-1]  | subnets: []",
        "tick: 1s             | tick: 1",
        "{service}.staging.localhost | staging.localhost",
        "http://127.0.0.1:4566 | ftp://x",
        "maxInstances: 8      | maxInstances: 0",
        "services:            | service:",
        "repository:          | repo:",
        "https://git.example.com | https://user:token@git.example.com",
      })
  void bothRefuseTheSameEnvironments(String right, String wrong) throws IOException {
    String yaml = Samples.ENVIRONMENTS.replace(right, wrong);

    assertThat(schemaTakes(ENVIRONMENTS, yaml)).as("the schema takes it").isFalse();
    assertThat(environmentsTake(yaml)).as("the parser takes it").isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingot", "environments"})
  void referencePageExplainsEveryKeyOfTheSchema(String file) throws IOException {
    String page = Files.readString(HOUSE.resolve("docs/" + file + "-yaml.md"));

    for (String key : keys(HOUSE.resolve("docs/schema/" + file + ".schema.json"))) {
      assertThat(page).contains("`" + key + "`");
    }
  }

  @Test
  void examplesOfTheReferencePagesAreRight() throws IOException {
    String environments = example("docs/environments-yaml.md");
    assertThat(schemaTakes(ENVIRONMENTS, environments)).isTrue();
    assertThat(environmentsTake(environments)).isTrue();

    String ingot = example("docs/ingot-yaml.md");
    Environments slow = Environments.parse(Samples.ENVIRONMENTS.replace("tick: 1s", "tick: 60s"));
    assertThat(schemaTakes(INGOT, ingot)).isTrue();
    assertThatCode(() -> PipelineFile.parse(ingot, slow)).doesNotThrowAnyException();
  }

  @Test
  void schemaTakesTheExampleService() throws IOException {
    String shop = Files.readString(HOUSE.resolve("examples/shop/ingot.yaml"));

    assertThat(schemaTakes(INGOT, shop)).isTrue();
  }

  private static boolean parserTakes(String yaml) {
    try {
      Samples.parse(yaml);
      return true;
    } catch (PipelineFileException e) {
      return false;
    }
  }

  private static boolean environmentsTake(String yaml) {
    try {
      Environments.parse(yaml);
      return true;
    } catch (PipelineFileException e) {
      return false;
    }
  }

  private static boolean schemaTakes(Path file, String yaml) throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(file), InputFormat.JSON);
    return schema.validate(yaml, InputFormat.YAML).isEmpty();
  }

  private static String example(String page) throws IOException {
    Matcher block =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(HOUSE.resolve(page)));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  /** Every key that the schema knows, with its path; {@code *} stands for a name. */
  private static Set<String> keys(Path file) throws IOException {
    Problems problems = new Problems(file.toString());
    Entries schema = YamlReader.read(Files.readString(file), problems);
    Set<String> keys = new TreeSet<>();
    collect(schema, schema, "", keys);
    // Sections that lie over others are explained with what they lie over.
    keys.removeIf(key -> key.matches("environments\\.\\*\\.(fleet|rollout|verify)\\..*"));
    keys.removeIf(key -> keys.stream().anyMatch(other -> other.startsWith(key + ".")));
    return keys;
  }

  private static void collect(Entries root, Entries schema, String path, Set<String> keys) {
    Entries here = resolve(root, schema);
    child(here, "properties")
        .entries()
        .forEach(
            (name, entry) -> {
              String key = path.isEmpty() ? name : path + "." + name;
              keys.add(key);
              collect(root, (Entries) entry.value(), key, keys);
            });
    if (here.entries().containsKey("additionalProperties")) {
      collect(root, child(here, "additionalProperties"), path + ".*", keys);
    }
    if (here.entries().containsKey("items")) {
      collect(root, child(here, "items"), path, keys);
    }
    if (here.entries().containsKey("oneOf")) {
      for (Tree one : ((Tree.Items) here.entries().get("oneOf").value()).items()) {
        collect(root, (Entries) one, path, keys);
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
