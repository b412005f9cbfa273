package dev.ingot.listener.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A JSON text, of which only what is wanted is ever made into values. */
final class JsonFields implements AutoCloseable {
  private static final int LONGEST = 8_192;
  private static final JsonFactory JSON =
      // Names are the sender's choice: the JVM is not to remember them.
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(100)
                  .maxStringLength(LONGEST)
                  .maxNameLength(1_000)
                  .maxNumberLength(1_000)
                  .build())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private final JsonParser json;

  /** What is done with a value; it is the parser's current one. */
  @FunctionalInterface
  interface Field {
    void read() throws IOException;
  }

  JsonFields(InputStream body) throws IOException {
    this.json = JSON.createParser(body);
  }

  /**
   * Reads the whole text, which is one object.
   *
   * @throws IOException when it is not, or when a wanted field is there twice
   */
  void whole(Map<String, Field> wanted) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new RefusedException(400, "the body is not a JSON object");
    }
    object(wanted);
    if (json.nextToken() != null) {
      throw new RefusedException(400, "something follows the JSON object");
    }
  }

  /** Reads the current value if it is an object, and skips it otherwise. */
  void object(Map<String, Field> wanted) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    Set<String> seen = HashSet.newHashSet(wanted.size());
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      Field field = wanted.get(name);
      json.nextToken();
      if (field == null) {
        json.skipChildren();
      } else if (seen.add(name)) {
        field.read();
      } else {
        // Who reads the first and who reads the last would see two different pushes.
        throw new RefusedException(400, "the payload has \"%s\" twice".formatted(name));
      }
    }
  }

  /** Reads each element of the current value if it is an array, and skips it otherwise. */
  void array(Field each) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      each.read();
    }
  }

  /** The current value if it is a text that is not empty; it is skipped otherwise. */
  Optional<String> text() throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      json.skipChildren();
      return Optional.empty();
    }
    return Optional.of(json.getText()).filter(text -> !text.isEmpty());
  }

  /** The current value if it is true or false; it is skipped otherwise. */
  Optional<Boolean> truth() throws IOException {
    return switch (json.currentToken()) {
      case VALUE_TRUE -> Optional.of(true);
      case VALUE_FALSE -> Optional.of(false);
      default -> {
        json.skipChildren();
        yield Optional.empty();
      }
    };
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
