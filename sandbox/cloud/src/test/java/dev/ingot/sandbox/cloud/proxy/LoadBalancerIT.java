package dev.ingot.sandbox.cloud.proxy;

import static dev.ingot.sandbox.cloud.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.sandbox.cloud.proxy.RouteTable.Action;
import dev.ingot.sandbox.cloud.proxy.RouteTable.Condition;
import dev.ingot.sandbox.cloud.proxy.RouteTable.Rule;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What passes through when all goes well. */
class LoadBalancerIT extends BalancerFixture {
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
          assertThat(mayRead.await(60, TimeUnit.SECONDS)).isTrue();
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

  private static void awaitStandstill(AtomicLong counter) {
    AtomicLong last = new AtomicLong(-1);
    await()
        .pollInterval(Duration.ofMillis(300))
        .until(() -> counter.get() > 0 && last.getAndSet(counter.get()) == counter.get());
  }
}
