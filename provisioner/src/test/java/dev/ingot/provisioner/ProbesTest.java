package dev.ingot.provisioner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.ImageReady;
import dev.ingot.events.Probe;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.HostileInputs;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.NothingUnhandled;
import dev.ingot.stage.testkit.SettableClock;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** verify.probes: what a healthy fleet answers before it has a user. */
@ExtendWith(NothingUnhandled.class)
class ProbesTest {
  private static final String GOOD = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nSign in\n";
  private static final int MOST_BODY = 64 * 1024;
  private static final int ENDLESS = 300_000;

  private final SettableClock clock = SettableClock.atStart();
  private final InMemoryCloud cloud = new InMemoryCloud(clock);
  private final ManualStage<ImageReady> stage = Fixtures.stage(cloud, clock);
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private ServerSocket server;
  private volatile String answer = GOOD;
  private volatile boolean hangs;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
    cloud.previewsAt(server.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void aFleetIsAnnouncedOnceItHasAnswered() throws Exception {
    Fixtures.live(cloud, 2);
    stage.deliver(image(Events.imageReady().build(), probe().build()));
    stage.look();
    assertThat(stage.announced(Topics.FLEETS)).isEmpty();

    stage.look();

    assertThat(stage.announced(Topics.FLEETS)).hasSize(1);
    assertThat(requests)
        .singleElement()
        .asString()
        .startsWith("GET /login?probe=1 HTTP/1.1\r\nHost: shop.test\r\n")
        .contains("X-Ingot-Preview: " + Events.deployment().getId() + "\r\n");
  }

  @Test
  void chunksAreReadAsOneBody() throws Exception {
    answer =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nSign \r\n2\r\nin\r\n0\r\n\r\n";
    stage.deliver(image(Events.imageReady().build(), probe().build()));

    stage.look();
    stage.look();

    assertThat(stage.announced(Topics.FLEETS)).hasSize(1);
  }

  /** An answer, and the words that the deployment ends with. */
  record Hostile(String input, String words, String answer) {
    @Override
    public String toString() {
      return input;
    }
  }

  static List<Hostile> hostile() {
    return List.of(
        new Hostile("status 500", "answered 500, expected 200 or 302", GOOD.replace("200", "500")),
        new Hostile("another body", "no match for 'Sign (in|up)'", GOOD.replace("Sign", "Oops")),
        new Hostile(
            "a body whose match lies beyond 64 KiB",
            "no match for",
            "HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(MOST_BODY) + "Sign in"),
        new Hostile("nothing", "the answer is not HTTP", ""),
        new Hostile("silence", "no answer within 1000 ms", "hang"),
        new Hostile("a line that is no status", "the answer is not HTTP", "SSH-2.0-x\r\n\r\n"),
        new Hostile(
            "a head without end",
            "the answer is not HTTP",
            "HTTP/1.1 200 OK\r\nA: " + "a".repeat(ENDLESS)),
        new Hostile(
            "a status of four digits", "the answer is not HTTP", GOOD.replace("200", "2000")),
        new Hostile("a redirect", "answered 307", GOOD.replace("200 OK", "307 No\r\nLocation: /")),
        new Hostile(
            "a chunk without a length",
            "a chunk has no length",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nz\r\nSign in"));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void oneThatFailsEndsTheDeploymentBeforeAnyUserComes(Hostile hostile) throws Exception {
    Fixtures.live(cloud, 2);
    answer = hostile.answer();
    hangs = hostile.answer().equals("hang");
    Probe probe = probe().setWithin(hangs ? 1_000 : 5_000).build();
    stage.deliver(image(Events.imageReady().build(), probe)).lookUntilDone(5);

    DeploymentFinished end = stage.only(Topics.OUTCOMES);
    assertThat(end.getOutcome()).isEqualTo(DeploymentOutcome.FAILED);
    assertThat(end.getReason())
        .startsWith("verify.probes: GET /login?probe=1: ")
        .contains(hostile.words())
        .doesNotContain("x".repeat(60));
    assertThat(stage.announced(Topics.FLEETS)).isEmpty();
    assertThat(cloud.fleets().find(Fixtures.CANDIDATE).orElseThrow().retireAfter()).isPresent();
  }

  @Test
  void theTableIsTold() throws IOException {
    HostileInputs.assertTold(
        "measurements",
        "What a candidate answers to a probe",
        ProbesTest.class,
        hostile().stream()
            .map(h -> new HostileInputs.Row(h.input(), "FAILED: …" + h.words() + "…"))
            .toList());
  }

  @Test
  void aLoadBalancerThatCannotBeReachedIsTriedAgain() throws Exception {
    // Nobody listens there. A port that was closed just now may still take a connection.
    cloud.previewsAt(1);
    stage.deliver(image(Events.imageReady().build(), probe().build()));

    stage.look();
    stage.look();
    assertThat(stage.isDone()).isFalse();
    clock.advance(Duration.ofMinutes(11));
    stage.look();

    assertThat(stage.only(Topics.OUTCOMES).getReason()).contains("cannot be reached");
  }

  @Test
  void aRollbackIsNotHeldUp() throws Exception {
    answer = GOOD.replace("200", "500");
    Fixtures.rollback(stage, image(Events.imageReady().build(), probe().build()));

    stage.look();
    stage.look();

    assertThat(stage.announced(Topics.FLEETS)).hasSize(1);
    assertThat(requests).isEmpty();
  }

  private static Probe.Builder probe() {
    return Probe.newBuilder()
        .setPath("/login?probe=1")
        .setStatuses(List.of(200, 302))
        .setBody("Sign (in|up)");
  }

  private static ImageReady image(ImageReady image, Probe probe) {
    return ImageReady.newBuilder(image)
        .setPlan(
            Events.plan(Events.ENVIRONMENT)
                .setVerify(Events.verify().setProbes(List.of(probe)).build())
                .build())
        .build();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket connection = server.accept();
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      StringBuilder head = new StringBuilder();
      while (!head.toString().endsWith("\r\n\r\n")) {
        int next = connection.getInputStream().read();
        if (next < 0) {
          return;
        }
        head.append((char) next);
      }
      requests.add(head.toString());
      if (hangs) {
        // Until whoever asks goes away.
        while (connection.getInputStream().read() >= 0) {}
        return;
      }
      OutputStream out = connection.getOutputStream();
      out.write(answer.getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      // Whoever asks may go away at any time.
    }
  }
}
