package dev.ingot.events.wire;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Hands requests on, keeps a list of them, and answers some otherwise when told to. */
final class TroublesomeProxy implements AutoCloseable {
  /** Instead of a status: no answer at all. */
  static final int SILENT = -1;

  /** Instead of a status: headers, and then a body that never ends and hardly moves. */
  static final int DRIPPING = -2;

  /** Instead of a status: a body without end. */
  static final int ENDLESS = -3;

  private final String target;
  private final HttpServer server;
  private final HttpContext context;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Queue<Integer> trouble = new ConcurrentLinkedQueue<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  private TroublesomeProxy(String target) throws IOException {
    this.target = target;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    this.context = server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  static TroublesomeProxy to(String url) {
    try {
      return new TroublesomeProxy(url);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The next answers, one request each. */
  void answer(Integer... statuses) {
    trouble.addAll(List.of(statuses));
  }

  void requireUser(String user, String password) {
    context.setAuthenticator(
        new BasicAuthenticator("registry") {
          @Override
          public Result authenticate(HttpExchange exchange) {
            note(exchange);
            return super.authenticate(exchange);
          }

          @Override
          public boolean checkCredentials(String name, String word) {
            return name.equals(user) && word.equals(password);
          }
        });
  }

  /** Method and path of every request. */
  List<String> requests() {
    return requests;
  }

  private void note(HttpExchange exchange) {
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (context.getAuthenticator() == null) {
        note(exchange);
      }
      byte[] body = exchange.getRequestBody().readAllBytes();
      Integer status = trouble.poll();
      if (status == null) {
        handOn(exchange, body);
      } else {
        disturb(exchange, status);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void disturb(HttpExchange exchange, int status) throws IOException, InterruptedException {
    switch (status) {
      case SILENT -> closed.await();
      case DRIPPING -> {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write('{');
        exchange.getResponseBody().flush();
        closed.await();
      }
      case ENDLESS -> {
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        while (closed.getCount() > 0) {
          out.write(new byte[65_536]);
        }
      }
      default -> {
        byte[] page = "<html>Hello</html>".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, page.length);
        exchange.getResponseBody().write(page);
      }
    }
  }

  private void handOn(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()))
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
            .build();
    var response = http.send(request, BodyHandlers.ofByteArray());
    exchange.sendResponseHeaders(response.statusCode(), response.body().length);
    exchange.getResponseBody().write(response.body());
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.close();
    http.shutdownNow();
  }
}
