package dev.ingot.listener.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ingot.listener.webhook.Exchange.Said;
import dev.ingot.stage.testkit.HostileInputs;
import dev.ingot.stage.testkit.LogWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Senders that are slow, silent or too many, over real connections; with shorter times. */
@Timeout(300)
class SlowSendersIT {
  private static final Limits HASTY =
      new Limits(
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          Duration.ofSeconds(2),
          Duration.ofMillis(500),
          1024,
          25 << 20,
          8,
          2,
          4096,
          1024);

  @TempDir Path secrets;
  private TestServer server;
  private LogWatch log;

  record Case(String input, int status, String reason, Talk talk) {
    @Override
    public String toString() {
      return input;
    }
  }

  private interface Talk {
    Said with(TestServer server) throws IOException;
  }

  @BeforeEach
  void start() throws IOException {
    log = new LogWatch();
    server = TestServer.start(secrets, HASTY);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    log.close();
  }

  static List<Case> cases() {
    return List.of(
        new Case("a connection on which nothing is said", 0, "", s -> says(s, "")),
        new Case("half a request line, and silence", 0, "", s -> says(s, "POST /webh")),
        new Case(
            "headers without an end, and silence",
            0,
            "",
            s -> says(s, "POST /webhooks/github HTTP/1.1\r\nHost: x\r\n")),
        new Case(
            "headers that come letter by letter",
            0,
            "",
            s -> drips(s, "POST /webhooks/github HTTP/1.1\r\nX: ".getBytes(UTF_8))),
        new Case(
            "half a TLS handshake on the plain port",
            400,
            "the request cannot be read as HTTP",
            s -> says(s, "\u0016\u0003\u0001")),
        new Case(
            "a body that stops half way",
            408,
            "the body came too slowly",
            s -> says(s, halfARequest())),
        new Case(
            "a body that comes letter by letter",
            408,
            "the body came too slowly",
            s -> drips(s, halfARequest().getBytes(UTF_8))),
        new Case(
            "a body that is cut off", 400, "the body did not arrive whole", SlowSendersIT::cutOff),
        new Case(
            "more webhooks at once than are taken",
            503,
            "too many webhooks at once",
            SlowSendersIT::oneTooMany),
        new Case(
            "large bodies that do not say whose they are",
            503,
            "too many large webhooks at once",
            s -> says(s, large())));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void areCutOff(Case slow) throws IOException {
    Said said = slow.talk().with(server);

    assertThat(said.status()).as(said.toString()).isEqualTo(slow.status());
    assertThat(said.body()).contains(slow.reason());
    assertThat(said.head().contains("Retry-After")).isEqualTo(said.status() == 503);
    assertThat(server.reported()).isEmpty();
    log.assertNoSurprise();
  }

  @Test
  void areToldOnThePage() throws IOException {
    HostileInputs.assertTold(
        "webhooks",
        "Webhooks: slow senders",
        SlowSendersIT.class,
        cases().stream()
            .map(
                c ->
                    new HostileInputs.Row(
                        c.input(),
                        c.status() == 0
                            ? "the connection is closed"
                            : c.status() + " " + c.reason()))
            .toList());
  }

  @Test
  void doNotHoldUpTheOthers() throws IOException {
    try (Exchange silent = server.connect();
        Exchange slow = server.connect();
        Exchange good = server.connect()) {
      silent.send("POST".getBytes(UTF_8));
      slow.send(halfARequest().getBytes(UTF_8));
      good.send(RawRequest.of(Sample.GITHUB).bytes());

      assertThat(good.read().status()).isEqualTo(202);
    }
  }

  private static String halfARequest() {
    String whole = new String(RawRequest.of(Sample.GITHUB).bytes(), UTF_8);
    return whole.substring(0, whole.length() - 100);
  }

  private static String large() {
    RawRequest request =
        RawRequest.of(Sample.GITHUB).body("{\"padding\": \"" + "p".repeat(10_000) + "\"}");
    return new String(request.bytes(), UTF_8);
  }

  private static Said says(TestServer server, String text) throws IOException {
    try (Exchange exchange = server.connect()) {
      exchange.send(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
      return exchange.read();
    }
  }

  private static Said drips(TestServer server, byte[] first) throws IOException {
    try (Exchange exchange = server.connect()) {
      exchange.send(first);
      await()
          .atMost(60, TimeUnit.SECONDS)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> !exchange.takes(new byte[] {'x'}));
      return exchange.read();
    }
  }

  private static Said cutOff(TestServer server) throws IOException {
    try (Exchange exchange = server.connect()) {
      exchange.send(halfARequest().getBytes(UTF_8));
      exchange.end();
      return exchange.read();
    }
  }

  private static Said oneTooMany(TestServer server) throws IOException {
    try (Exchange one = server.connect();
        Exchange two = server.connect();
        Exchange three = server.connect()) {
      for (Exchange each : List.of(one, two)) {
        // That it goes on says that the handler has it in hand.
        each.send(RawRequest.of(Sample.GITHUB).with("Expect", "100-continue").head());
        assertThat(each.read().status()).isEqualTo(100);
      }
      three.send(RawRequest.of(Sample.GITHUB).bytes());
      return three.read();
    }
  }
}
