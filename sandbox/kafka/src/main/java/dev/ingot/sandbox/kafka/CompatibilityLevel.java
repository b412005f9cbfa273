package dev.ingot.sandbox.kafka;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaPairCompatibility;

/** Which earlier schemas of its subject a new one must get on with, and in which direction. */
enum CompatibilityLevel {
  NONE(false, false, false),
  BACKWARD(true, false, false),
  BACKWARD_TRANSITIVE(true, false, true),
  FORWARD(false, true, false),
  FORWARD_TRANSITIVE(false, true, true),
  FULL(true, true, false),
  FULL_TRANSITIVE(true, true, true);

  private final boolean readsOld;
  private final boolean readByOld;
  private final boolean transitive;

  CompatibilityLevel(boolean readsOld, boolean readByOld, boolean transitive) {
    this.readsOld = readsOld;
    this.readByOld = readByOld;
    this.transitive = transitive;
  }

  static CompatibilityLevel parse(String name) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new RegistryException(
          42203,
          "Invalid compatibility level. Valid values are none, backward, forward, full,"
              + " backward_transitive, forward_transitive, and full_transitive");
    }
  }

  /**
   * What stands between the schema and the earlier ones.
   *
   * @param earlier oldest first
   * @return one sentence per difference; empty when compatible
   */
  List<String> differences(Schema schema, List<Schema> earlier) {
    List<Schema> held =
        transitive ? earlier : earlier.subList(Math.max(0, earlier.size() - 1), earlier.size());
    return held.stream()
        .flatMap(
            old ->
                Stream.concat(
                    readsOld ? pair(schema, old) : Stream.empty(),
                    readByOld ? pair(old, schema) : Stream.empty()))
        .toList();
  }

  private static Stream<String> pair(Schema reader, Schema writer) {
    SchemaPairCompatibility result =
        SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
    return result.getResult().getIncompatibilities().stream()
        .map(i -> "%s at %s: %s".formatted(i.getType(), i.getLocation(), i.getMessage()));
  }
}
