package dev.ingot.events.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every version of every event's schema is kept in {@code src/schemas/<Event>/v<n>.avsc}, and each
 * new one must read and be read by all of them: records in the log outlive the workers that wrote
 * them.
 */
class SchemaEvolutionTest {
  private static final Path KEPT = Path.of("src/schemas");
  private static final ObjectMapper JSON = new ObjectMapper();

  static List<Topic<?>> topics() {
    return Topics.all();
  }

  @ParameterizedTest
  @MethodSource("topics")
  void currentSchemaGetsOnWithEveryKeptVersion(Topic<?> topic) throws IOException {
    Schema current = EventSchemas.of(topic.event());
    for (Path file : kept(topic)) {
      Schema old = new Schema.Parser().parse(Files.readString(file));
      assertReads(current, old, "the current schema does not read " + file);
      assertReads(old, current, file + " does not read the current schema");
    }
  }

  @ParameterizedTest
  @MethodSource("topics")
  void currentSchemaIsTheNewestKeptVersion(Topic<?> topic) throws IOException {
    assumeThat(System.getProperty("ingot.schemas")).isNotEqualTo("keep");
    assertThat(isKept(topic))
        .as(
            "The schema of %s is not the newest version in %s. When the change is meant, keep it:%n"
                + "  mvn -pl common-events -am test -Dtest=SchemaEvolutionTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dingot.schemas=keep%n"
                + "and commit the file. Never change one that was released.",
            topic.event().getSimpleName(), folder(topic))
        .isTrue();
  }

  /** Not a test: writes the current schemas down where they differ from the newest kept ones. */
  @Test
  void keepsCurrentSchemasWhenAsked() throws IOException {
    assumeThat(System.getProperty("ingot.schemas")).isEqualTo("keep");
    for (Topic<?> topic : Topics.all()) {
      if (!isKept(topic)) {
        String next = "v" + (kept(topic).size() + 1) + ".avsc";
        Files.createDirectories(folder(topic));
        Files.writeString(folder(topic).resolve(next), plain(topic).toPrettyString() + "\n");
      }
    }
  }

  private static boolean isKept(Topic<?> topic) throws IOException {
    List<Path> kept = kept(topic);
    return !kept.isEmpty() && JSON.readTree(Files.readString(kept.getLast())).equals(plain(topic));
  }

  private static void assertReads(Schema reader, Schema writer, String what) {
    var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getResult();
    assertThat(result.getCompatibility())
        .as("%s: %s", what, result.getIncompatibilities())
        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }

  private static Path folder(Topic<?> topic) {
    return KEPT.resolve(topic.event().getSimpleName());
  }

  /** Oldest first; without gaps, so that none can get lost. */
  private static List<Path> kept(Topic<?> topic) {
    List<Path> files = new ArrayList<>();
    for (int version = 1; ; version++) {
      Path file = folder(topic).resolve("v" + version + ".avsc");
      if (!Files.exists(file)) {
        return files;
      }
      files.add(file);
    }
  }

  /** Self-contained, and without what Avro's generator adds for Java. */
  private static JsonNode plain(Topic<?> topic) throws IOException {
    return withoutJava(JSON.readTree(EventSchemas.of(topic.event()).toString()));
  }

  private static JsonNode withoutJava(JsonNode node) {
    if (node instanceof ObjectNode object) {
      if (object.remove("avro.java.string") != null && object.size() == 1) {
        return object.get("type");
      }
      object.properties().forEach(entry -> entry.setValue(withoutJava(entry.getValue())));
    }
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, withoutJava(array.get(i)));
      }
    }
    return node;
  }
}
