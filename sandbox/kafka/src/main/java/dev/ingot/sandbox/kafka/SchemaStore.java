package dev.ingot.sandbox.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.jspecify.annotations.Nullable;

/**
 * Subjects, their versions and their levels. Every change is in the journal before it is seen.
 *
 * <p>A schema has one id, whatever subject it is registered under, and keeps it for ever: a record
 * that was written with a deleted version can still be read.
 */
final class SchemaStore implements AutoCloseable {
  static final CompatibilityLevel DEFAULT_LEVEL = CompatibilityLevel.FULL_TRANSITIVE;

  private static final String GLOBAL = "";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A schema as one subject has it. */
  record Version(String subject, int version, int id, Schema schema) {}

  /** One line of the journal; which fields are set depends on the kind. */
  private record Change(
      Kind kind, String subject, int version, int id, @Nullable String schema, String level) {
    enum Kind {
      REGISTERED,
      DELETED,
      LEVEL_SET,
      LEVEL_UNSET
    }
  }

  private final Journal journal;
  private final Map<String, Integer> ids = new HashMap<>();
  private final List<Schema> schemas = new ArrayList<>();
  private final Map<String, TreeMap<Integer, Version>> subjects = new TreeMap<>();
  private final Map<String, Integer> lastVersions = new HashMap<>();
  private final Map<String, CompatibilityLevel> levels = new HashMap<>();

  SchemaStore(Journal journal) {
    this.journal = journal;
    journal.entries().forEach(entry -> apply(read(entry)));
  }

  synchronized List<String> subjects() {
    return List.copyOf(subjects.keySet());
  }

  /** The subject's versions, oldest first. */
  synchronized List<Version> versions(String subject) {
    TreeMap<Integer, Version> versions = subjects.get(subject);
    if (versions == null) {
      throw RegistryException.noSubject(subject);
    }
    return List.copyOf(versions.values());
  }

  /** One version, by its number or as {@code latest}. */
  synchronized Version version(String subject, String version) {
    List<Version> versions = versions(subject);
    if (version.equals("latest") || version.equals("-1")) {
      return versions.getLast();
    }
    int wanted = number(version);
    return versions.stream()
        .filter(v -> v.version() == wanted)
        .findFirst()
        .orElseThrow(() -> RegistryException.noVersion(version));
  }

  private static int number(String version) {
    try {
      int number = Integer.parseInt(version);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused below, like zero.
    }
    throw new RegistryException(
        42202,
        "The specified version '"
            + version
            + "' is not a valid version id. Allowed values are between [1, 2^31-1] and the string"
            + " \"latest\"");
  }

  synchronized Schema schema(int id) {
    if (id < 1 || id > schemas.size()) {
      throw RegistryException.noSchema(id);
    }
    return schemas.get(id - 1);
  }

  synchronized List<Version> uses(int id) {
    schema(id);
    return subjects.values().stream()
        .flatMap(versions -> versions.values().stream())
        .filter(v -> v.id() == id)
        .toList();
  }

  synchronized Optional<Version> lookup(String subject, Schema schema) {
    Integer id = ids.get(schema.toString());
    return versions(subject).stream().filter(v -> id != null && v.id() == id).findFirst();
  }

  /** The schema's id; the same again when the subject has it already. */
  synchronized int register(String subject, Schema schema) {
    Optional<Version> known =
        subjects.containsKey(subject) ? lookup(subject, schema) : Optional.empty();
    if (known.isPresent()) {
      return known.get().id();
    }
    List<String> differences = differences(subject, schema);
    if (!differences.isEmpty()) {
      throw new RegistryException(
          409,
          "Schema being registered is incompatible with an earlier schema for subject \"%s\" (%s): %s"
              .formatted(subject, level(subject), differences));
    }
    String text = schema.toString();
    int id = ids.getOrDefault(text, schemas.size() + 1);
    int version = lastVersions.getOrDefault(subject, 0) + 1;
    change(new Change(Change.Kind.REGISTERED, subject, version, id, text, ""));
    return id;
  }

  /** What stands between the schema and the subject's, by the subject's level. */
  synchronized List<String> differences(String subject, Schema schema) {
    List<Schema> earlier =
        subjects.containsKey(subject)
            ? versions(subject).stream().map(Version::schema).toList()
            : List.of();
    return level(subject).differences(schema, earlier);
  }

  synchronized void delete(Version version) {
    change(
        new Change(
            Change.Kind.DELETED, version.subject(), version.version(), version.id(), null, ""));
  }

  /** The level that holds for the subject. */
  synchronized CompatibilityLevel level(String subject) {
    return ownLevel(subject).orElseGet(this::globalLevel);
  }

  synchronized Optional<CompatibilityLevel> ownLevel(String subject) {
    return Optional.ofNullable(levels.get(subject));
  }

  synchronized CompatibilityLevel globalLevel() {
    return levels.getOrDefault(GLOBAL, DEFAULT_LEVEL);
  }

  synchronized void setLevel(String subject, CompatibilityLevel level) {
    change(new Change(Change.Kind.LEVEL_SET, subject, 0, 0, null, level.name()));
  }

  synchronized void setGlobalLevel(CompatibilityLevel level) {
    setLevel(GLOBAL, level);
  }

  synchronized void unsetLevel(String subject) {
    change(new Change(Change.Kind.LEVEL_UNSET, subject, 0, 0, null, ""));
  }

  private void change(Change change) {
    try {
      journal.append(JSON.writeValueAsString(change));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a change is always JSON", e);
    }
    apply(change);
  }

  private static Change read(String entry) {
    try {
      return JSON.readValue(entry, Change.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the journal holds what no registry wrote: " + entry, e);
    }
  }

  private void apply(Change change) {
    switch (change.kind()) {
      case REGISTERED -> {
        Schema schema = parse(change.schema() == null ? "" : change.schema());
        if (change.id() == schemas.size() + 1) {
          schemas.add(schema);
          ids.put(schema.toString(), change.id());
        }
        Version version = new Version(change.subject(), change.version(), change.id(), schema);
        subjects
            .computeIfAbsent(change.subject(), s -> new TreeMap<>())
            .put(change.version(), version);
        lastVersions.merge(change.subject(), change.version(), Math::max);
      }
      case DELETED -> {
        TreeMap<Integer, Version> versions =
            subjects.getOrDefault(change.subject(), new TreeMap<>());
        versions.remove(change.version());
        if (versions.isEmpty()) {
          subjects.remove(change.subject());
        }
      }
      case LEVEL_SET -> levels.put(change.subject(), CompatibilityLevel.parse(change.level()));
      case LEVEL_UNSET -> levels.remove(change.subject());
    }
  }

  /**
   * Reads a schema.
   *
   * @throws RegistryException 42201 when it is not Avro
   */
  static Schema parse(String text) {
    try {
      return new Schema.Parser().parse(text);
    } catch (SchemaParseException | IllegalArgumentException | NullPointerException e) {
      throw new RegistryException(42201, "Invalid schema: " + e.getMessage());
    } catch (org.apache.avro.AvroRuntimeException | StackOverflowError e) {
      throw new RegistryException(42201, "Invalid schema: " + e);
    }
  }

  @Override
  public void close() {
    journal.close();
  }
}
