package dev.ingot.sandbox.cloud.proxy;

import static dev.ingot.sandbox.cloud.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.sandbox.cloud.proxy.Counters.Tick;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What clients see, and what is counted, when something fails or changes. */
class LoadBalancerFailureIT extends BalancerFixture {
  private static final Duration SHORT = Duration.ofMillis(500);

  @Test
  void answers503WithoutTargetsAndForWeightsOfZero() throws Exception {
    assertOwn(503, send("/"));
    routes = new RouteTable(List.of(), forward(group("blue", 0)));
    blue((request, out) -> Backend.respond(out, 200, "ok"));
    assertOwn(503, send("/"));
    assertThat(total("blue").requests()).isZero();
  }

  @Test
  void answers502WhenTheTargetRefusesOrBreaksOffOrTalksNonsense() throws Exception {
    Backend gone = blue((request, out) -> false);
    gone.close();
    assertOwn(502, send("/refused"));
    blue((request, out) -> false);
    assertOwn(502, send("/reset"));
    blue(
        (request, out) -> {
          out.write("SSH-2.0-OpenSSH\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          return false;
        });
    assertOwn(502, send("/nonsense"));
    blue(
        (request, out) -> {
          out.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n".getBytes(StandardCharsets.US_ASCII));
          return false;
        });
    assertOwn(502, send("/half"));

    await().untilAsserted(() -> assertThat(total("blue").connectionErrors()).isEqualTo(4));
    assertThat(total("blue").requests()).isEqualTo(4);
    assertThat(total("blue").responses()).isZero();
    assertThat(balancer.counters().inFlight("blue")).isZero();
  }

  @Test
  void anAnswerThatBreaksOffBreaksOffForTheClientToo() throws Exception {
    blue(
        (request, out) -> {
          out.write(
              "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"
                  .getBytes(StandardCharsets.US_ASCII));
          return false;
        });

    assertThatThrownBy(() -> send("/")).isInstanceOf(IOException.class);

    await().untilAsserted(() -> assertThat(total("blue").connectionErrors()).isEqualTo(1));
  }

  @Test
  void answers504WhenTheTargetIsSilent() throws Exception {
    balancer.close();
    balancer = LoadBalancer.start("127.0.0.1", 0, () -> routes, this::targets, SHORT);
    CountDownLatch end = new CountDownLatch(1);
    blue((request, out) -> end.await(30, TimeUnit.SECONDS));

    assertOwn(504, send("/"));

    end.countDown();
    await().untilAsserted(() -> assertThat(total("blue").timeouts()).isEqualTo(1));
    assertThat(total("blue").connectionErrors()).isZero();
  }

  @Test
  void aClientThatGoesAwayIsNobodysFailure() throws Exception {
    blue((request, out) -> Backend.respond(out, 200, ascii(request.body().readNBytes(50))));
    try (Socket socket = connect()) {
      send(socket, "POST / HTTP/1.1\nHost: a\nContent-Length: 50\n\nonly this");
      await().until(() -> balancer.counters().inFlight("blue") == 1);
      socket.setSoLinger(true, 0);
    }

    await().untilAsserted(() -> assertThat(total("blue").requests()).isEqualTo(1));
    assertThat(total("blue").connectionErrors()).isZero();
    assertThat(balancer.counters().inFlight("blue")).isZero();
  }

  @Test
  void aKeptConnectionThatTheTargetClosesMeanwhileFailsNoRequest() throws Exception {
    Backend backend =
        blue((request, out) -> request.number() == 1 && Backend.respond(out, 200, "once"));
    for (int i = 0; i < 30; i++) {
      assertThat(send("/" + i).statusCode()).isEqualTo(200);
    }
    assertThat(backend.connections).hasValue(30);
  }

  @Test
  void aPostIsNeverSentTwice() throws Exception {
    Backend backend =
        blue((request, out) -> request.number() == 1 && Backend.respond(out, 200, "once"));
    HttpRequest post =
        HttpRequest.newBuilder(balancer.uri())
            .POST(HttpRequest.BodyPublishers.ofString("x"))
            .build();

    backend.requests.set(0);
    int requests = 0;
    for (int i = 0; i < 500; i++) {
      client.send(post, BodyHandlers.ofString());
      requests++;
    }

    assertThat(backend.requests.get()).isLessThanOrEqualTo(requests);
  }

  @Test
  void anAnswerBeforeTheEndOfTheBodyWaitsForItAndTheConnectionGoesOn() throws Exception {
    Backend backend = blue((request, out) -> false);
    try (Socket socket = connect()) {
      for (int i = 0; i < 3; i++) {
        send(socket, "POST / HTTP/1.1\nHost: a\nContent-Length: 5\n\n");
        int asked = i;
        await().until(() -> backend.requests.get() > asked);
        send(socket, "12345");
        assertThat(head(socket)).contains(" 502 ").doesNotContain("Connection: close");
      }
    }
  }

  @Test
  void ofALongBodyTheRestIsNotWaitedForAndTheClientHearsThatTheConnectionEnds() throws Exception {
    routes = new RouteTable(List.of(), forward(group("nobody", 1)));
    try (Socket socket = connect()) {
      send(socket, "POST / HTTP/1.1\nHost: a\nContent-Length: 1000000\n\n" + "x".repeat(70_000));

      assertThat(head(socket)).contains(" 503 ").contains("Connection: close");
    }
  }

  @Test
  void whoTakesHisTimeOverABodyIsAnsweredAndHearsThatTheConnectionEnds() throws Exception {
    blue((request, out) -> false);
    try (Socket socket = connect()) {
      send(socket, "POST / HTTP/1.1\nHost: a\nContent-Length: 5\n\n123");

      assertThat(head(socket)).contains(" 502 ").contains("Connection: close");
    }
  }

  @Test
  void aBodyThatNobodyWantsIsNotAskedFor() throws Exception {
    routes = new RouteTable(List.of(), forward(group("nobody", 1)));
    try (Socket socket = connect()) {
      send(socket, "POST / HTTP/1.1\nHost: a\nExpect: 100-continue\nContent-Length: 1000000\n\n");

      assertThat(head(socket)).contains(" 503 ").contains("Connection: close");
    }
  }

  /** The head of the next answer; its body is read as well. */
  private static String head(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    int length = 0;
    for (String line = Backend.line(in).orElseThrow();
        !line.isEmpty();
        line = Backend.line(in).orElseThrow()) {
      head.append(line).append('\n');
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring(16));
      }
    }
    assertThat(in.readNBytes(length)).hasSize(length);
    return head.toString();
  }

  @Test
  void whatIsNotHttpIsRefused() throws Exception {
    blue((request, out) -> Backend.respond(out, 200, "ok"));

    assertThat(raw("GET / HTTP/1.1\nHost: a\nContent-Length: x\n\n")).contains(" 400 ");
    assertThat(raw("GET / HTTP/1.1\nHost: a\nX: " + "y".repeat(70_000) + "\n\n"))
        .contains(" 431 ")
        .contains("Server: awselb/2.0");
    assertThat(send("/").statusCode()).isEqualTo(200);
  }

  @Test
  void countsWhatTargetsAnswered() throws Exception {
    blue(
        (request, out) ->
            Backend.respond(out, Integer.parseInt(request.line().substring(5, 8)), ""));
    for (int status : new int[] {200, 204, 301, 404, 500, 503, 200}) {
      assertThat(send("/" + status).statusCode()).isEqualTo(status);
    }

    await().untilAsserted(() -> assertThat(total("blue").requests()).isEqualTo(7));
    Tick total = total("blue");
    assertThat(total.status2xx()).isEqualTo(3);
    assertThat(total.status3xx()).isEqualTo(1);
    assertThat(total.status4xx()).isEqualTo(1);
    assertThat(total.status5xx()).isEqualTo(2);
    assertThat(total.responseSecondsMax())
        .isPositive()
        .isLessThanOrEqualTo(total.responseSecondsSum());
  }

  @Test
  void aTakenPortIsSaidAtOnce() {
    assertThatThrownBy(
            () ->
                LoadBalancer.start(
                    "127.0.0.1", balancer.uri().getPort(), () -> routes, this::targets))
        .isInstanceOf(BindException.class);
  }

  @Test
  void noRequestFailsWhileTargetsAndWeightsChange() throws Exception {
    add("blue", Backend.saying("blue"));
    add("green", Backend.saying("green"));
    AtomicLong served = new AtomicLong();
    ConcurrentHashMap<String, Integer> failures = new ConcurrentHashMap<>();
    CountDownLatch done = new CountDownLatch(1);
    List<Thread> load = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      load.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (done.getCount() > 0) {
                      try {
                        int status = send("/").statusCode();
                        served.incrementAndGet();
                        if (status != 200) {
                          failures.merge("status " + status, 1, Integer::sum);
                        }
                      } catch (Exception e) {
                        failures.merge(e.toString(), 1, Integer::sum);
                      }
                    }
                  }));
    }

    for (int round = 0; round < 40; round++) {
      int weight = round % 5 * 25;
      routes =
          new RouteTable(List.of(), forward(group("blue", 100 - weight), group("green", weight)));
      long mark = served.get();
      await().pollInterval(Duration.ofMillis(5)).until(() -> served.get() > mark + 20);
      replaceOldest(round % 2 == 0 ? "blue" : "green");
    }
    done.countDown();
    for (Thread thread : load) {
      thread.join();
    }

    assertThat(failures).isEmpty();
    assertThat(served.get()).isGreaterThan(800);
  }

  /** A new target comes, the old one drains, and is killed once nothing is in flight on it. */
  private void replaceOldest(String name) throws IOException {
    Target old = targets(name).get(0);
    Backend fresh = Backend.saying(name);
    backends.add(fresh);
    Target drained = new Target(old.id(), old.address(), Target.State.DRAINING);
    targets.put(name, List.of(fresh.target(name + backends.size()), drained));
    await()
        .pollInterval(Duration.ofMillis(2))
        .until(() -> balancer.counters().inFlightOnTarget(old.id()) == 0);
    for (Backend backend : backends) {
      if (backend.address().equals(old.address())) {
        backend.close();
      }
    }
    targets.put(name, List.of(targets(name).get(0)));
  }

  private static void assertOwn(int status, HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Server")).contains("awselb/2.0");
  }

  /** All closed seconds together; a second closes a moment after its last request. */
  private Tick total(String name) {
    long now = Instant.now().getEpochSecond();
    return balancer.counters().ticks(name, now - 120, now + 1).stream()
        .reduce(
            new Tick(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, new ResponseTimes()),
            (a, b) ->
                new Tick(
                    b.epochSecond(),
                    a.requests() + b.requests(),
                    a.status2xx() + b.status2xx(),
                    a.status3xx() + b.status3xx(),
                    a.status4xx() + b.status4xx(),
                    a.status5xx() + b.status5xx(),
                    a.connectionErrors() + b.connectionErrors(),
                    a.timeouts() + b.timeouts(),
                    a.responseSecondsSum() + b.responseSecondsSum(),
                    Math.max(a.responseSecondsMax(), b.responseSecondsMax()),
                    a.responseTimes().plus(b.responseTimes())));
  }
}
