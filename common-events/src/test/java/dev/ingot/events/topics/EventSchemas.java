package dev.ingot.events.topics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** The schemas as they lie in the source tree and as they were generated. */
final class EventSchemas {
  private static final Path SOURCES = Path.of("src/main/avro");

  private EventSchemas() {}

  /** Names of the files that hold one event each, without {@code .avsc}. */
  static List<String> files() {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(name -> name.endsWith(".avsc"))
          .map(name -> name.substring(0, name.length() - ".avsc".length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Schema of(Class<? extends SpecificRecord> event) {
    return SpecificData.get().getSchema(event);
  }

  /** Every record and enum that the events are made of, by name. */
  static Map<String, Schema> named() {
    Map<String, Schema> found = new LinkedHashMap<>();
    Topics.all().forEach(topic -> collect(of(topic.event()), found));
    return found;
  }

  private static void collect(Schema schema, Map<String, Schema> found) {
    switch (schema.getType()) {
      case RECORD -> {
        if (found.putIfAbsent(schema.getFullName(), schema) == null) {
          schema.getFields().forEach(field -> collect(field.schema(), found));
        }
      }
      case ENUM -> found.put(schema.getFullName(), schema);
      case ARRAY -> collect(schema.getElementType(), found);
      case MAP -> collect(schema.getValueType(), found);
      case UNION -> schema.getTypes().forEach(type -> collect(type, found));
      default -> {
        // A primitive type has no name.
      }
    }
  }
}
