package dev.ingot.sandbox.cloud.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ingot.sandbox.cloud.proxy.Counters.Tick;
import dev.ingot.sandbox.cloud.proxy.RouteTable.Action;
import dev.ingot.sandbox.cloud.proxy.RouteTable.Condition;
import dev.ingot.sandbox.cloud.proxy.RouteTable.Rule;
import dev.ingot.sandbox.cloud.proxy.RouteTable.WeightedGroup;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadBalancerIT {
  private static final Duration SHORT = Duration.ofMillis(500);

  private final Map<String, List<Target>> targets = new ConcurrentHashMap<>();
  private final List<Backend> backends = new ArrayList<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private volatile RouteTable routes = new RouteTable(List.of(), forward(group("blue", 1)));
  private LoadBalancer balancer;

  @BeforeEach
  void start() throws IOException {
    balancer = LoadBalancer.start(0, () -> routes, this::targets, Duration.ofSeconds(20));
  }

  @AfterEach
  void stop() throws IOException {
    client.shutdownNow();
    balancer.close();
    for (Backend backend : backends) {
      backend.close();
    }
  }

  @Test
  void passesRequestsOnWithTheForwardedHeadersAndWithoutThoseOfTheHop() throws Exception {
    blue(
        (request, out) ->
            Backend.respond(out, 201, request.line() + "|" + String.join("|", request.headers())));

    String answer =
        raw(
            """
            GET //a/%2F/b{c}?x=%20|y HTTP/1.1
            Host: shop.test
            X-Forwarded-For: 10.0.0.1
            Connection: keep-alive, X-Secret
            X-Secret: 1
            Keep-Alive: timeout=5
            TE: trailers

            """);

    assertThat(answer)
        .startsWith("HTTP/1.1 201")
        .contains("Server: backend")
        .contains("GET //a/%2F/b{c}?x=%20|y HTTP/1.1|")
        .contains("Host: shop.test")
        .contains("X-Forwarded-For: 10.0.0.1, 127.0.0.1")
        .contains("X-Forwarded-Proto: http")
        .contains("X-Forwarded-Port: " + balancer.uri().getPort())
        .doesNotContain("X-Secret", "Keep-Alive", "TE: ", "Via", "Accept-Encoding", "User-Agent");
  }

  @Test
  void keepsConnectionsOnBothSides() throws Exception {
    Backend backend = blue((request, out) -> Backend.respond(out, 200, "ok"));

    String twice = "GET / HTTP/1.1\nHost: a\n\n".repeat(20);
    String answers = raw(twice);

    assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(21);
    assertThat(backend.connections).hasValue(1);
    assertThat(backend.requests).hasValue(20);
  }

  @Test
  void bodiesAndAnswersInChunksWithTrailersPassThrough() throws Exception {
    blue(
        (request, out) -> {
          StringBuilder seen = new StringBuilder();
          for (String line = Backend.line(request.body()).orElseThrow();
              !line.equals("0");
              line = Backend.line(request.body()).orElseThrow()) {
            seen.append(line).append(';');
          }
          Backend.line(request.body());
          String body = "4\r\nwiki\r\n0\r\nX-Sum: 1\r\n\r\n";
          out.write(
              ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\nX-Saw: "
                      + seen
                      + "\r\n\r\n"
                      + body)
                  .getBytes(StandardCharsets.US_ASCII));
          return true;
        });

    String answer = raw("POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n3\nabc\n0\n\n");

    assertThat(answer).contains("X-Saw: 3;abc;", "wiki");
    assertThat(answer).containsIgnoringCase("transfer-encoding: chunked");
  }

  @Test
  void aClientThatExpects100IsToldToContinue() throws Exception {
    blue((request, out) -> Backend.respond(out, 200, ascii(request.body().readNBytes(5))));
    try (Socket socket = connect()) {
      send(socket, "POST / HTTP/1.1\nHost: a\nContent-Length: 5\nExpect: 100-continue\n\n");
      InputStream in = new BufferedInputStream(socket.getInputStream());
      assertThat(Backend.line(in)).contains("HTTP/1.1 100 Continue");

      send(socket, "hello");
      socket.shutdownOutput();

      assertThat(text(in)).contains("HTTP/1.1 200", "hello");
    }
  }

  @Test
  void largeAnswersStreamAsFastAsTheClientReads() throws Exception {
    long size = 200L << 20;
    AtomicLong written = new AtomicLong();
    blue(
        (request, out) -> {
          byte[] block = new byte[1 << 20];
          out.write(
              ("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
          for (long sent = 0; sent < size; sent += block.length) {
            out.write(block);
            written.addAndGet(block.length);
          }
          return true;
        });

    HttpResponse<InputStream> response = client.send(get("/"), BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      assertThat(body.read()).isZero();
      awaitStandstill(written);
      assertThat(written.get()).isLessThan(size / 4);
      assertThat(body.transferTo(OutputStream.nullOutputStream())).isEqualTo(size - 1);
    }
  }

  @Test
  void largeBodiesStreamAsFastAsTheTargetReads() throws Exception {
    long size = 200L << 20;
    CountDownLatch mayRead = new CountDownLatch(1);
    AtomicLong written = new AtomicLong();
    blue(
        (request, out) -> {
          assertThat(mayRead.await(30, TimeUnit.SECONDS)).isTrue();
          byte[] block = new byte[1 << 20];
          long left = size;
          while (left > 0) {
            left -= request.body().readNBytes(block, 0, (int) Math.min(left, block.length));
          }
          return Backend.respond(out, 200, "all of it");
        });
    try (Socket socket = connect()) {
      send(socket, "POST / HTTP/1.1\nHost: a\nConnection: close\nContent-Length: " + size + "\n\n");
      Thread writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    byte[] block = new byte[1 << 20];
                    try {
                      for (long sent = 0; sent < size; sent += block.length) {
                        socket.getOutputStream().write(block);
                        written.addAndGet(block.length);
                      }
                    } catch (IOException e) {
                      written.set(-1);
                    }
                  });
      awaitStandstill(written);
      assertThat(written.get()).isBetween(0L, size / 4);
      mayRead.countDown();
      assertThat(text(socket.getInputStream())).contains("all of it");
      writer.join();
      assertThat(written).hasValue(size);
    }
  }

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
    balancer = LoadBalancer.start(0, () -> routes, this::targets, SHORT);
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
    for (int i = 0; i < 10; i++) {
      client.send(post, BodyHandlers.ofString());
      requests++;
    }

    assertThat(backend.requests.get()).isLessThanOrEqualTo(requests);
  }

  /** As Python's http.server does it. */
  @Test
  void anAnswerOfHttp10EndsWithItsConnection() throws Exception {
    blue(
        (request, out) -> {
          out.write("HTTP/1.0 200 OK\r\n\r\nto the end".getBytes(StandardCharsets.US_ASCII));
          return false;
        });

    assertThat(send("/a").body()).isEqualTo("to the end");
    assertThat(send("/b").body()).isEqualTo("to the end");
  }

  @Test
  void headAndOptionsPassThroughWithoutABody() throws Exception {
    blue(
        (request, out) -> {
          out.write(
              "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nAllow: GET\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
          if (!request.line().startsWith("HEAD")) {
            out.write("content".getBytes(StandardCharsets.US_ASCII));
          }
          return true;
        });

    String answers = raw("HEAD / HTTP/1.1\nHost: a\n\nOPTIONS * HTTP/1.1\nHost: a\n\n");

    assertThat(answers.split("Content-Length: 7", -1)).hasSize(3);
    assertThat(answers).endsWith("content");
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
  void rulesDecideByHostPathAndHeader() throws Exception {
    add("green", Backend.saying("green"));
    add("blue", Backend.saying("blue"));
    routes =
        new RouteTable(
            List.of(
                new Rule(
                    5,
                    List.of(new Condition.HttpHeader("X-Ingot-Preview", List.of("d-1"))),
                    forward(group("green", 1))),
                new Rule(
                    9,
                    List.of(new Condition.PathPattern(List.of("/down/*"))),
                    new Action.FixedResponse(410, "text/plain", "gone"))),
            forward(group("blue", 1)));

    assertThat(send("/").body()).isEqualTo("blue");
    assertThat(send("/", "X-Ingot-Preview", "d-1").body()).isEqualTo("green");
    assertThat(send("/down/x").statusCode()).isEqualTo(410);
    assertThat(send("/down/x").headers().firstValue("Server")).contains("awselb/2.0");
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
            () -> LoadBalancer.start(balancer.uri().getPort(), () -> routes, this::targets))
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

  private Backend blue(Backend.Behaviour behaviour) throws IOException {
    return add("blue", new Backend(behaviour));
  }

  private Backend add(String name, Backend backend) {
    backends.add(backend);
    targets.put(name, List.of(backend.target(name + backends.size())));
    return backend;
  }

  private List<Target> targets(String name) {
    return targets.getOrDefault(name, List.of());
  }

  private static String ascii(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private static Action forward(WeightedGroup... groups) {
    return new Action.Forward(List.of(groups));
  }

  private static WeightedGroup group(String name, int weight) {
    return new WeightedGroup(name, weight);
  }

  private HttpRequest get(String path, String... headers) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(balancer.uri() + path)).timeout(Duration.ofSeconds(30));
    return headers.length == 0 ? builder.build() : builder.headers(headers).build();
  }

  private HttpResponse<String> send(String path, String... headers) throws Exception {
    return client.send(get(path, headers), BodyHandlers.ofString());
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
            new Tick(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
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
                    Math.max(a.responseSecondsMax(), b.responseSecondsMax())));
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), balancer.uri().getPort()));
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  /** Sends it on one connection and reads until the last answer's end. */
  private String raw(String request) throws IOException {
    try (Socket socket = connect()) {
      send(socket, request);
      socket.shutdownOutput();
      return text(socket.getInputStream());
    }
  }

  private static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  private static void awaitStandstill(AtomicLong counter) {
    AtomicLong last = new AtomicLong(-1);
    await()
        .pollInterval(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(30))
        .until(() -> counter.get() > 0 && last.getAndSet(counter.get()) == counter.get());
  }
}
