package dev.ingot.sandbox.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ingot.sandbox.kafka.Routes.Request;
import dev.ingot.sandbox.kafka.SchemaStore.Version;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** What the registry answers to each request that it knows; no HTTP. */
final class RegistryApi {
  private final SchemaStore store;

  RegistryApi(SchemaStore store) {
    this.store = store;
  }

  Routes routes() {
    return new Routes()
        .on("GET", "", r -> Map.of())
        .on("GET", "subjects", r -> store.subjects())
        .on("POST", "subjects/*", this::lookup)
        .on("DELETE", "subjects/*", this::deleteSubject)
        .on("GET", "subjects/*/versions", r -> numbers(store.versions(r.at(1))))
        .on("POST", "subjects/*/versions", this::register)
        .on("GET", "subjects/*/versions/*", r -> view(store.version(r.at(1), r.at(3))))
        .on("GET", "subjects/*/versions/*/schema", this::versionsSchema)
        .on("DELETE", "subjects/*/versions/*", this::deleteVersion)
        .on("GET", "schemas/types", r -> List.of("AVRO"))
        .on("GET", "schemas/ids/*", r -> Map.of("schema", store.schema(id(r)).toString()))
        .on("GET", "schemas/ids/*/schema", r -> store.schema(id(r)).toString())
        .on("GET", "schemas/ids/*/versions", this::uses)
        .on("GET", "schemas/ids/*/subjects", this::subjectsOfId)
        .on("GET", "config", r -> Map.of("compatibilityLevel", store.globalLevel()))
        .on("PUT", "config", this::setGlobalLevel)
        .on("GET", "config/*", r -> Map.of("compatibilityLevel", level(r)))
        .on("PUT", "config/*", this::setLevel)
        .on("DELETE", "config/*", this::unsetLevel)
        .on("POST", "compatibility/subjects/*/versions", this::compatibleWithAll)
        .on("POST", "compatibility/subjects/*/versions/*", this::compatibleWithOne)
        .on("GET", "mode", r -> Map.of("mode", "READWRITE"))
        .on("GET", "mode/*", r -> Map.of("mode", "READWRITE"));
  }

  private Object lookup(Request request) {
    return store
        .lookup(request.at(1), schema(request.body()))
        .map(RegistryApi::view)
        .orElseThrow(() -> new RegistryException(40403, "Schema not found"));
  }

  private Object register(Request request) {
    return Map.of("id", store.register(request.at(1), schema(request.body())));
  }

  private Object versionsSchema(Request request) {
    return store.version(request.at(1), request.at(3)).schema().toString();
  }

  private Object deleteSubject(Request request) {
    List<Version> versions = store.versions(request.at(1));
    versions.forEach(store::delete);
    return numbers(versions);
  }

  private Object deleteVersion(Request request) {
    Version version = store.version(request.at(1), request.at(3));
    store.delete(version);
    return version.version();
  }

  private Object uses(Request request) {
    return store.uses(id(request)).stream()
        .map(v -> Map.of("subject", v.subject(), "version", v.version()))
        .toList();
  }

  private Object subjectsOfId(Request request) {
    return store.uses(id(request)).stream().map(Version::subject).distinct().toList();
  }

  private Object setGlobalLevel(Request request) {
    store.setGlobalLevel(wantedLevel(request));
    return Map.of("compatibility", store.globalLevel());
  }

  private Object setLevel(Request request) {
    store.setLevel(request.at(1), wantedLevel(request));
    return Map.of("compatibility", store.level(request.at(1)));
  }

  private Object unsetLevel(Request request) {
    CompatibilityLevel before = level(request);
    store.unsetLevel(request.at(1));
    return Map.of("compatibility", before);
  }

  private Object compatibleWithAll(Request request) {
    return verdict(request, store.differences(request.at(2), schema(request.body())));
  }

  private Object compatibleWithOne(Request request) {
    Version version = store.version(request.at(2), request.at(4));
    CompatibilityLevel level = store.level(request.at(2));
    return verdict(request, level.differences(schema(request.body()), List.of(version.schema())));
  }

  private static Object verdict(Request request, List<String> differences) {
    boolean compatible = differences.isEmpty();
    return request.flag("verbose")
        ? Map.of("is_compatible", compatible, "messages", differences)
        : Map.of("is_compatible", compatible);
  }

  private static List<Integer> numbers(List<Version> versions) {
    return versions.stream().map(Version::version).toList();
  }

  private static Map<String, Object> view(Version version) {
    return Map.of(
        "subject", version.subject(),
        "version", version.version(),
        "id", version.id(),
        "schema", version.schema().toString());
  }

  private static Schema schema(JsonNode body) {
    String type = body.path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw new RegistryException(42201, "Only schemas of type AVRO are kept here, not " + type);
    }
    if (!body.path("references").isEmpty()) {
      throw new RegistryException(42201, "Schemas with references are not kept here");
    }
    if (!body.path("schema").isTextual()) {
      throw new RegistryException(42201, "Empty schema");
    }
    return SchemaStore.parse(body.path("schema").textValue());
  }

  private static CompatibilityLevel wantedLevel(Request request) {
    return CompatibilityLevel.parse(request.body().path("compatibility").asText(""));
  }

  private CompatibilityLevel level(Request request) {
    String subject = request.at(1);
    if (request.flag("defaultToGlobal")) {
      return store.level(subject);
    }
    return store.ownLevel(subject).orElseThrow(() -> RegistryException.noLevel(subject));
  }

  private static int id(Request request) {
    try {
      return Integer.parseInt(request.at(2));
    } catch (NumberFormatException e) {
      throw new RegistryException(404, "HTTP 404 Not Found");
    }
  }
}
