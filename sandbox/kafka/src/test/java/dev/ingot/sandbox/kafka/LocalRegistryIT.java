package dev.ingot.sandbox.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRegistryIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String V1 = record("{\"name\":\"a\",\"type\":\"string\"}");
  private static final String V2 =
      record(
          "{\"name\":\"a\",\"type\":\"string\"},{\"name\":\"b\",\"type\":\"int\",\"default\":0}");
  private static final String BROKEN =
      record("{\"name\":\"a\",\"type\":\"string\"},{\"name\":\"c\",\"type\":\"int\"}");

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private LocalRegistry registry;

  private record Answer(int status, JsonNode body) {}

  @BeforeEach
  void start() {
    registry = LocalRegistry.start(folder, 0);
  }

  @AfterEach
  void stop() {
    registry.close();
    http.close();
  }

  @Test
  void registersTheSameSchemaOnce() throws Exception {
    assertThat(register("s", V1)).isEqualTo(1);
    assertThat(register("s", V1)).isEqualTo(1);
    assertThat(register("other", V1)).isEqualTo(1);
    assertThat(register("s", V2)).isEqualTo(2);
    assertThat(get("/subjects/s/versions").body().toString()).isEqualTo("[1,2]");
    assertThat(get("/subjects").body().toString()).isEqualTo("[\"other\",\"s\"]");
    assertThat(get("/schemas/ids/1/versions").body()).hasSize(2);
  }

  @Test
  void givesASchemaByIdAndByVersion() throws Exception {
    register("s", V1);
    register("s", V2);
    assertThat(JSON.readTree(get("/schemas/ids/1").body().get("schema").textValue()))
        .isEqualTo(JSON.readTree(V1));
    JsonNode latest = get("/subjects/s/versions/latest").body();
    assertThat(latest.get("version").intValue()).isEqualTo(2);
    assertThat(latest.get("id").intValue()).isEqualTo(2);
    assertThat(get("/subjects/s/versions/1").body().get("id").intValue()).isEqualTo(1);
  }

  @Test
  void looksUpASchemaOfASubject() throws Exception {
    register("s", V1);
    assertThat(post("/subjects/s", V1).body().get("version").intValue()).isEqualTo(1);
    assertRefused(post("/subjects/s", V2), 404, 40403);
    assertRefused(post("/subjects/unknown", V2), 404, 40401);
  }

  @Test
  void refusesWhatIsNotCompatibleUnlessTheLevelAllowsIt() throws Exception {
    register("s", V1);
    assertRefused(post("/subjects/s/versions", BROKEN), 409, 409);
    assertThat(post("/compatibility/subjects/s/versions/latest", BROKEN).body().toString())
        .isEqualTo("{\"is_compatible\":false}");
    assertThat(post("/compatibility/subjects/s/versions/1", V2).body().toString())
        .isEqualTo("{\"is_compatible\":true}");

    assertThat(put("/config/s", Map.of("compatibility", "NONE")).body().toString())
        .isEqualTo("{\"compatibility\":\"NONE\"}");
    assertThat(register("s", BROKEN)).isEqualTo(2);
  }

  @Test
  void tellsItsLevels() throws Exception {
    assertThat(get("/config").body().toString())
        .isEqualTo("{\"compatibilityLevel\":\"FULL_TRANSITIVE\"}");
    assertRefused(get("/config/s"), 404, 40408);
    assertThat(get("/config/s?defaultToGlobal=true").status()).isEqualTo(200);
    assertRefused(put("/config", Map.of("compatibility", "SOMETIMES")), 422, 42203);
  }

  @Test
  void answersMistakesAsConfluentDoes() throws Exception {
    register("s", V1);
    assertRefused(get("/subjects/unknown/versions"), 404, 40401);
    assertRefused(get("/subjects/s/versions/9"), 404, 40402);
    assertRefused(get("/subjects/s/versions/zero"), 422, 42202);
    assertRefused(get("/schemas/ids/9"), 404, 40403);
    assertRefused(post("/subjects/s/versions", "{\"type\":\"no\"}"), 422, 42201);
    assertRefused(post("/subjects/s/versions", ""), 422, 42201);
    assertRefused(send("POST", "/subjects/s/versions", "{"), 400, 400);
    assertRefused(send("POST", "/subjects/s/versions", " ".repeat(2_000_000)), 413, 413);
    assertRefused(send("POST", "/schemas/types", "{}"), 405, 405);
    assertRefused(get("/nothing"), 404, 404);
  }

  @Test
  void survivesDeeplyNestedSchemas() throws Exception {
    String nested =
        "{\"type\":\"array\",\"items\":".repeat(20_000) + "\"int\"" + "}".repeat(20_000);
    assertRefused(post("/subjects/s/versions", nested), 422, 42201);
  }

  @Test
  void deletesVersionsButKeepsTheirIds() throws Exception {
    register("s", V1);
    register("s", V2);
    assertThat(send("DELETE", "/subjects/s/versions/1", "").body().intValue()).isEqualTo(1);
    assertThat(get("/subjects/s/versions").body().toString()).isEqualTo("[2]");
    assertThat(send("DELETE", "/subjects/s", "").body().toString()).isEqualTo("[2]");
    assertThat(get("/subjects").body().toString()).isEqualTo("[]");
    assertThat(get("/schemas/ids/1").status()).isEqualTo(200);
    register("s", V2);
    assertThat(get("/subjects/s/versions").body().toString()).isEqualTo("[3]");
  }

  @Test
  void keepsEverythingOverARestartAndDropsALineThatWasCutOff() throws Exception {
    register("s", V1);
    put("/config/s", Map.of("compatibility", "NONE"));
    registry.close();
    Files.writeString(journal(), "12345678 {\"kind\":", StandardOpenOption.APPEND);

    registry = LocalRegistry.start(folder, 0);
    assertThat(register("s", BROKEN)).isEqualTo(2);
    registry.close();
    registry = LocalRegistry.start(folder, 0);
    assertThat(get("/subjects/s/versions").body().toString()).isEqualTo("[1,2]");
  }

  @Test
  void refusesADamagedJournal() throws Exception {
    register("s", V1);
    registry.close();
    Files.writeString(journal(), Files.readString(journal()).replace("string", "double"));
    assertThatThrownBy(() -> LocalRegistry.start(folder, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is damaged at line 1");
  }

  @Test
  void refusesAFolderThatIsInUse() {
    assertThatThrownBy(() -> LocalRegistry.start(folder, 0))
        .hasMessageContaining("in use by another registry");
  }

  @Test
  void takesAFreePortWhenTheWantedOneIsTaken(@TempDir Path other) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        LocalRegistry second = LocalRegistry.start(other, taken.getLocalPort())) {
      assertThat(second.port()).isNotEqualTo(taken.getLocalPort());
    }
  }

  private Path journal() {
    return folder.resolve("schemas.journal");
  }

  private int register(String subject, String schema) throws Exception {
    Answer answer = post("/subjects/" + subject + "/versions", schema);
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    return answer.body().get("id").intValue();
  }

  private Answer get(String path) throws Exception {
    return send("GET", path, "");
  }

  private Answer post(String path, String schema) throws Exception {
    return send("POST", path, JSON.writeValueAsString(Map.of("schema", schema)));
  }

  private Answer put(String path, Map<String, String> body) throws Exception {
    return send("PUT", path, JSON.writeValueAsString(body));
  }

  private Answer send(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(registry.url() + path))
            .method(method, BodyPublishers.ofString(body))
            .build();
    var response = http.send(request, BodyHandlers.ofString());
    return new Answer(response.statusCode(), JSON.readTree(response.body()));
  }

  private static void assertRefused(Answer answer, int status, int code) {
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
    assertThat(answer.body().get("error_code").intValue()).isEqualTo(code);
    assertThat(answer.body().get("message").textValue()).isNotEmpty();
  }

  private static String record(String fields) {
    return "{\"type\":\"record\",\"name\":\"R\",\"fields\":[" + fields + "]}";
  }
}
