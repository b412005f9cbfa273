package dev.ingot.sandbox.cloud.proxy;

import dev.ingot.sandbox.cloud.proxy.RouteTable.Action;
import dev.ingot.sandbox.cloud.proxy.RouteTable.WeightedGroup;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A load balancer, its targets, and clients of it. */
abstract class BalancerFixture {
  final Map<String, List<Target>> targets = new ConcurrentHashMap<>();

  final List<Backend> backends = new ArrayList<>();

  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  volatile RouteTable routes = new RouteTable(List.of(), forward(group("blue", 1)));

  LoadBalancer balancer;

  @BeforeEach
  void start() throws IOException {
    balancer =
        LoadBalancer.start("127.0.0.1", 0, () -> routes, this::targets, Duration.ofSeconds(20));
  }

  @AfterEach
  void stop() throws IOException {
    client.shutdownNow();
    balancer.close();
    for (Backend backend : backends) {
      backend.close();
    }
  }

  Backend blue(Backend.Behaviour behaviour) throws IOException {
    return add("blue", new Backend(behaviour));
  }

  Backend add(String name, Backend backend) {
    backends.add(backend);
    targets.put(name, List.of(backend.target(name + backends.size())));
    return backend;
  }

  List<Target> targets(String name) {
    return targets.getOrDefault(name, List.of());
  }

  static String ascii(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  static Action forward(WeightedGroup... groups) {
    return new Action.Forward(List.of(groups));
  }

  static WeightedGroup group(String name, int weight) {
    return new WeightedGroup(name, weight);
  }

  HttpRequest get(String path, String... headers) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(balancer.uri() + path)).timeout(Duration.ofSeconds(30));
    return headers.length == 0 ? builder.build() : builder.headers(headers).build();
  }

  HttpResponse<String> send(String path, String... headers) throws Exception {
    return client.send(get(path, headers), BodyHandlers.ofString());
  }

  Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), balancer.uri().getPort()));
    socket.setSoTimeout(30_000);
    return socket;
  }

  static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  /** Sends it on one connection and reads until the last answer's end. */
  String raw(String request) throws IOException {
    try (Socket socket = connect()) {
      send(socket, request);
      socket.shutdownOutput();
      return text(socket.getInputStream());
    }
  }

  static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }
}
