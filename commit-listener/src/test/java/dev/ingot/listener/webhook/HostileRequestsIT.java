package dev.ingot.listener.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ingot.listener.webhook.Exchange.Said;
import dev.ingot.listener.webhook.HostileCases.Case;
import dev.ingot.stage.testkit.HostileInputs;
import dev.ingot.stage.testkit.LogWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sends what nobody should send, over real connections. */
@Timeout(300)
class HostileRequestsIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path secrets;
  private static TestServer server;
  private static LogWatch log;

  @BeforeAll
  static void start() throws IOException {
    log = new LogWatch();
    server = TestServer.start(secrets, Limits.DEFAULT);
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    log.close();
  }

  static List<Case> cases() {
    return HostileCases.table();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void hasItsAnswer(Case hostile) throws IOException {
    int before = server.reported().size();

    Said said;
    try (Exchange exchange = server.connect()) {
      exchange.send(hostile.request().get());
      exchange.end();
      said = exchange.read();
    }

    assertThat(said.status()).as(said.toString()).isEqualTo(hostile.status());
    assertThat(said.head()).contains("application/json").doesNotContain("Server:");
    assertThat(JSON.readTree(said.body()).fieldNames())
        .toIterable()
        .hasSize(1)
        .isSubsetOf("pushes", "ignored", "error");
    assertThat(said.body()).contains(hostile.reason()).doesNotContain("Exception", "\\tat ");
    assertThat(server.reported()).hasSize(before + (hostile.status() == 202 ? 1 : 0));
    log.assertNoSurprise();
    log.assertNowhere(Sample.PLAIN_SECRET);
  }

  @Test
  void isToldOnThePage() throws IOException {
    HostileInputs.assertTold(
        "webhooks",
        "Webhooks",
        HostileRequestsIT.class,
        cases().stream()
            .map(c -> new HostileInputs.Row(c.input(), c.status() + " " + c.reason()))
            .toList());
  }

  @Test
  void anExpectedContinueIsGivenBeforeTheBody() throws IOException {
    RawRequest request = RawRequest.of(Sample.GITHUB).with("Expect", "100-continue");
    try (Exchange exchange = server.connect()) {
      exchange.send(request.head());
      assertThat(exchange.read().status()).isEqualTo(100);

      exchange.send(Sample.GITHUB.body().getBytes(UTF_8));

      assertThat(exchange.read().status()).isEqualTo(202);
    }
  }

  @Test
  void whatIsRefusedByItsHeadersIsNotAskedForItsBody() throws IOException {
    RawRequest request =
        RawRequest.of(Sample.GITHUB).with("Expect", "100-continue").without("X-Hub-Signature-256");
    try (Exchange exchange = server.connect()) {
      exchange.send(request.head());

      assertThat(exchange.read().status()).isEqualTo(401);
    }
  }

  @Test
  void requestsInAPipelineAreAnsweredInTheirOrder() throws IOException {
    byte[] good = RawRequest.of(Sample.GITHUB).bytes();
    byte[] bad = RawRequest.of(Sample.GITHUB).with("X-GitHub-Event", "issues").bytes();
    try (Exchange exchange = server.connect()) {
      exchange.send(good);
      exchange.send(bad);
      exchange.send(good);

      assertThat(exchange.read().status()).isEqualTo(202);
      assertThat(exchange.read().status()).isEqualTo(200);
      assertThat(exchange.read().status()).isEqualTo(202);
    }
  }

  @Test
  void aHeadHasItsStatusAndNoBody() throws IOException {
    try (Exchange exchange = server.connect()) {
      exchange.send("HEAD /webhooks/github HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));

      assertThat(exchange.read().status()).isEqualTo(405);
    }
  }
}
