package dev.ingot.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ingot.pipeline.PipelineFile;
import dev.ingot.recipe.Kitchen;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One change in ingot.yaml is one difference in the plan, under the same key: of every key. */
class PlanKeysTest {
  private static final Path SCHEMA = Path.of("../docs/schema/ingot.schema.json");

  /**
   * A single change.
   *
   * @param key of the schema; {@code *} stands for a name
   * @param given what the file has in other words before and after, {@code old => new}
   * @param named what the plan names, without the names that {@code *} stands for
   */
  record Row(String key, List<String> given, String old, String replacement, Set<String> named) {
    static Row of(String line) {
      String[] cells = line.split("(?<!\\\\)\\| ?", -1);
      return new Row(
          cells[0].strip(),
          Stream.of(cells[1].split(";;")).filter(given -> !given.isBlank()).toList(),
          text(cells[2]),
          text(cells[3]),
          new TreeSet<>(List.of(cells[4].strip().split("\\s+"))));
    }

    /** Without the one space that sets the cells apart. */
    private static String text(String cell) {
      String bare = cell.endsWith(" ") ? cell.substring(0, cell.length() - 1) : cell;
      return bare.replace("\\n", "\n").replace("\\|", "|");
    }

    String before() {
      String yaml = resource("plan-everything.yaml");
      for (String one : given) {
        String[] sides = text(one).split(" => ?", -1);
        assertThat(yaml).as("the row is about what is there").contains(sides[0]);
        yaml = yaml.replace(sides[0], sides[1]);
      }
      return yaml;
    }

    String after() {
      assertThat(before()).as("the row is about what is there").contains(old);
      return before().replace(old, replacement);
    }

    @Override
    public String toString() {
      return "%s: %s -> %s".formatted(key, old, replacement);
    }
  }

  static Stream<Row> rows() {
    return resource("plan-changes.txt")
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(Row::of);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void namesExactlyThatChange(Row row) {
    PipelineFile before = Plans.file(row.before());
    PipelineFile after = Plans.file(row.after());

    DeploymentPlan plan =
        PlanDecision.of(
            Plans.ENVIRONMENTS,
            Plans.refused(Plans.wanted(after), Kitchen.refusal(after, before.service())),
            Plans.live(before));

    Set<String> named = new TreeSet<>();
    plan.refusals().forEach(refusal -> named.add("service"));
    plan.order().ifPresent(order -> named.add(order.key()));
    plan.image().changes().forEach(change -> named.add(change.key()));
    plan.environments().stream()
        .filter(outlook -> outlook.live().isPresent())
        .flatMap(outlook -> outlook.changes().stream())
        .forEach(change -> named.add(change.key().replaceFirst("(metrics)\\.[a-z-]+", "$1.*")));
    assertThat(named).isEqualTo(row.named());
    assertThat(plan.nothing()).isFalse();
  }

  @Test
  void namesNothingForAFileThatIsTheSame() {
    PipelineFile file = Plans.file(resource("plan-everything.yaml"));

    DeploymentPlan plan = PlanDecision.of(Plans.ENVIRONMENTS, Plans.wanted(file), Plans.live(file));

    assertThat(plan.nothing()).isTrue();
    assertThat(plan.environments()).noneMatch(DeploymentPlan.Outlook::differs);
  }

  @Test
  void everyKeyOfTheSchemaHasItsRow() throws Exception {
    assertThat(new TreeSet<>(rows().map(Row::key).toList())).containsAll(keys());
  }

  /** Every key that holds a value, with its path. */
  private static Set<String> keys() throws IOException {
    JsonNode schema = new ObjectMapper().readTree(SCHEMA.toFile());
    Set<String> keys = new TreeSet<>();
    collect(schema, schema, "", keys);
    // Sections that lie over others have their rows there.
    keys.removeIf(
        key -> key.matches("environments\\.\\*\\.(fleet|rollout|verify|route|hooks|volumes)\\..*"));
    Set<String> leaves = new TreeSet<>(keys);
    leaves.removeIf(key -> keys.stream().anyMatch(other -> other.startsWith(key + ".")));
    return leaves;
  }

  private static void collect(JsonNode root, JsonNode schema, String path, Set<String> keys) {
    JsonNode here = schema.has("$ref") ? root.at(schema.get("$ref").asText().substring(1)) : schema;
    for (Map.Entry<String, JsonNode> property : here.path("properties").properties()) {
      String key = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
      keys.add(key);
      collect(root, property.getValue(), key, keys);
    }
    if (here.path("additionalProperties").isObject()) {
      collect(root, here.get("additionalProperties"), path + ".*", keys);
    }
    if (here.has("items")) {
      collect(root, here.get("items"), path, keys);
    }
    here.path("oneOf").forEach(one -> collect(root, one, path, keys));
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(PlanKeysTest.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
