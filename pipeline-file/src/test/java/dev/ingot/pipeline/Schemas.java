package dev.ingot.pipeline;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The published schemas, and the readers that they are held against. */
@SuppressWarnings("ImmutableEnumChecker") // Neither is ever changed.
enum Schemas {
  INGOT("ingot", Samples::parse),
  ENVIRONMENTS("environments", Environments::parse);

  static final Path HOUSE = Path.of("..");

  private final String file;
  private final Consumer<String> reader;
  private final Schema schema;

  Schemas(String file, Consumer<String> reader) {
    this.file = file;
    this.reader = reader;
    this.schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(text(path()), InputFormat.JSON);
  }

  final Path path() {
    return Path.of("../docs/schema/" + file + ".schema.json");
  }

  Path page() {
    return HOUSE.resolve("docs/" + file + "-yaml.md");
  }

  boolean schemaTakes(String yaml) {
    return schema.validate(yaml, InputFormat.YAML).isEmpty();
  }

  boolean readerTakes(String yaml) {
    try {
      reader.accept(yaml);
      return true;
    } catch (PipelineFileException e) {
      return false;
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
