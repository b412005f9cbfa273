package dev.ingot.listener;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.events.PushReported;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.SettableClock;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookServerIT {
  private static final String BODY =
      "{\"ref\":\"refs/heads/main\",\"repository\":{\"clone_url\":\"https://git.test/shop.git\"}}";
  private static final String SECRET = "not-a-secret";

  @TempDir Path secrets;

  private final List<PushReported> reported = new CopyOnWriteArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private WebhookServer server;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(secrets.resolve(Events.SERVICE), SECRET);
    GitHubWebhook webhook =
        new GitHubWebhook(
            () -> Map.of(Events.SERVICE, Events.registration()),
            new WebhookSecrets(secrets),
            reported::add,
            SettableClock.atStart());
    server = WebhookServer.start("127.0.0.1", 0, webhook);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    client.close();
  }

  @Test
  void takesASignedPush() throws Exception {
    HttpResponse<String> answer = send(server.uri(), "POST", "application/json", body(BODY));

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.body()).startsWith("{\"pushes\":[");
    assertThat(reported).hasSize(1);
  }

  @Test
  void refusesOtherPathsMethodsAndTypesInJson() throws Exception {
    assertRefused(404, send(server.uri().resolve("/other"), "POST", "application/json", body("")));
    assertRefused(405, send(server.uri(), "PUT", "application/json", body(BODY)));
    assertRefused(415, send(server.uri(), "POST", "text/plain", body(BODY)));
    assertRefused(400, send(server.uri(), "POST", "application/json", body("")));
    assertRefused(401, send(server.uri(), "POST", "application/json", body(BODY + " ")));
  }

  @Test
  void refusesABodyThatIsTooLargeAlsoWithoutALength() throws Exception {
    BodyPublisher chunked =
        BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(new byte[30 << 20]));

    assertRefusedOrCut(413, chunked);
  }

  @Test
  void refusesATooLargeLengthBeforeTheBodyComes() throws Exception {
    String answer =
        exchange(
            "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 31457280\r\n\r\n"
                .formatted(WebhookHandler.PATH));

    assertThat(answer).startsWith("HTTP/1.1 413 ").contains("{\"error\":");
  }

  @Test
  void refusesWhatIsNotHttpInJson() throws Exception {
    assertThat(exchange("BLAH\r\n\r\n")).startsWith("HTTP/1.1 400 ").contains("{\"error\":");
  }

  @Test
  void saysWhichAddressIsTaken() {
    GitHubWebhook none =
        new GitHubWebhook(
            Map::of, new WebhookSecrets(secrets), reported::add, SettableClock.atStart());

    assertThatThrownBy(() -> WebhookServer.start("127.0.0.1", server.uri().getPort(), none))
        .hasMessageContaining("127.0.0.1:" + server.uri().getPort());
  }

  private void assertRefusedOrCut(int status, BodyPublisher body) throws InterruptedException {
    try {
      assertRefused(status, send(server.uri(), "POST", "application/json", body));
    } catch (IOException e) {
      // The connection may end while the client still sends; nothing was taken all the same.
      assertThat(reported).isEmpty();
    }
  }

  private static void assertRefused(int status, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).startsWith("{\"error\":\"");
  }

  private HttpResponse<String> send(URI uri, String method, String type, BodyPublisher body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", type)
            .header("X-GitHub-Event", "push")
            .header("X-GitHub-Delivery", "d-1")
            .header(
                "X-Hub-Signature-256",
                "sha256="
                    + HexFormat.of()
                        .formatHex(Signature.sign(BODY.getBytes(UTF_8), SECRET.getBytes(UTF_8))))
            .method(method, body)
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static BodyPublisher body(String text) {
    return BodyPublishers.ofString(text);
  }

  private String exchange(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort());
        OutputStream out = socket.getOutputStream()) {
      out.write(request.getBytes(UTF_8));
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
