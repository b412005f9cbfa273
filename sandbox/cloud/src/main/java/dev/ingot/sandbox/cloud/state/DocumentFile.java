package dev.ingot.sandbox.cloud.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The document on disk: always the old one or the new one, whole, whenever the process is killed.
 * It is not forced to the disk, so a loss of power can lose it.
 */
public final class DocumentFile {
  private final ObjectMapper mapper = DocumentMapper.create();
  private final Path folder;
  private final Path file;

  /** {@code state.json} in the folder. */
  public DocumentFile(Path folder) {
    this.folder = folder;
    this.file = folder.resolve("state.json");
  }

  /**
   * Reads it; empty when there is none yet.
   *
   * @throws IOException when it cannot be read as a document of this version, with what to do then;
   *     nothing is overwritten
   */
  public Optional<Document> read() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode tree;
    try {
      tree = mapper.readTree(file.toFile());
    } catch (IOException e) {
      throw new IOException(file + " is damaged: " + e.getMessage() + "." + ask(), e);
    }
    if (!tree.path("format").asText("").equals(Document.FORMAT)) {
      throw new IOException(file + " is not the state of a sandbox's cloud." + ask());
    }
    VersionOne.bringUp(tree);
    int version = tree.path("version").asInt(0);
    if (version != Document.VERSION) {
      throw new IOException(
          "%s has version %d, and this program reads version %d. Start it with the program that wrote it."
                  .formatted(file, version, Document.VERSION)
              + ask());
    }
    try {
      return Optional.of(mapper.treeToValue(tree, Document.class));
    } catch (IOException e) {
      throw new IOException(file + " is damaged: " + e.getMessage() + "." + ask(), e);
    }
  }

  private String ask() {
    return (" Nothing was changed. Put a good copy of it back, or move the folder %s out of the way"
            + " to begin with an empty cloud.")
        .formatted(folder);
  }

  /** Replaces it. */
  public void write(Document document) throws IOException {
    Path unfinished = folder.resolve("state.json.part");
    Files.deleteIfExists(unfinished);
    Files.createFile(
        unfinished,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (OutputStream out = Files.newOutputStream(unfinished)) {
      mapper.writeValue(out, document);
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Version 1 knew plain parameters alone, by name. */
  private static final class VersionOne {
    static void bringUp(JsonNode tree) {
      if (tree.path("version").asInt(0) == 1
          && tree instanceof ObjectNode document
          && tree.path("account") instanceof ObjectNode account) {
        ObjectNode vault = account.objectNode();
        ArrayNode parameters = vault.putArray("parameters");
        account
            .path("parameters")
            .properties()
            .forEach(
                one ->
                    parameters
                        .addObject()
                        .put("name", one.getKey())
                        .put("type", "String")
                        .put("value", one.getValue().asText(""))
                        .put("version", 1)
                        .put("modifiedAt", account.path("createdAt").asText("")));
        vault.putArray("secrets");
        account.remove("parameters");
        account.set("vault", vault);
        document.put("version", 2);
      }
    }
  }
}
