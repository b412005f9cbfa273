package dev.ingot.events.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Confluent's Schema Registry REST API: which request, and what its answer means. */
final class HttpRegistryClient implements RegistryClient {
  private static final int NO_SUBJECT = 40401;
  private static final int NO_SCHEMA = 40403;

  private final RegistryHttp http;
  private final String query;

  HttpRegistryClient(RegistrySettings settings) {
    this.http = new RegistryHttp(settings);
    this.query = settings.normalize() ? "?normalize=true" : "";
  }

  @Override
  public int register(String subject, Schema schema) {
    String path = "/subjects/" + encoded(subject) + "/versions" + query;
    return id(http.post(path, body(schema)), subject);
  }

  @Override
  public int lookup(String subject, Schema schema) {
    return id(http.post("/subjects/" + encoded(subject) + query, body(schema)), subject);
  }

  private static int id(RegistryHttp.Answer answer, String subject) {
    if (answer.ok() && answer.json().path("id").isInt()) {
      return answer.json().path("id").intValue();
    }
    int code = answer.code();
    if (answer.status() == 409
        || answer.status() == 422
        || code == NO_SUBJECT
        || code == NO_SCHEMA) {
      throw new SchemaRefusedException(
          "the registry refuses the schema for %s: %s".formatted(subject, answer.message()));
    }
    throw answer.unexpected();
  }

  @Override
  public Optional<Schema> schema(int id) {
    RegistryHttp.Answer answer = http.get("/schemas/ids/" + id);
    if (answer.ok() && answer.json().path("schema").isTextual()) {
      return Optional.of(parse(id, answer.json()));
    }
    // Only the registry's own code counts: a proxy's 404 says nothing about the event.
    if (answer.code() == NO_SCHEMA) {
      return Optional.empty();
    }
    throw answer.unexpected();
  }

  private static Schema parse(int id, JsonNode json) {
    String type = json.path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw new UndecodableEventException("schema " + id + " is of type " + type + ", not AVRO");
    }
    try {
      return new Schema.Parser().parse(json.path("schema").textValue());
    } catch (AvroRuntimeException | StackOverflowError e) {
      throw new UndecodableEventException("schema " + id + " can't be read as Avro: " + e, e);
    }
  }

  private static byte[] body(Schema schema) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("schema", schema.toString())
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    http.close();
  }
}
