package dev.ingot.sandbox.cloud.proxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A target that does to its connections just what a test says. */
final class Backend implements AutoCloseable {
  /** Handles requests; the connection is closed when it says false. */
  @FunctionalInterface
  interface Behaviour {
    boolean serve(Request request, OutputStream out) throws Exception;
  }

  /**
   * A request's head; the body is still to be read.
   *
   * @param number of this request on its connection, from 1
   */
  record Request(String line, List<String> headers, InputStream body, int number) {
    Optional<String> header(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(start))
          .map(header -> header.substring(start.length()).strip())
          .findFirst();
    }
  }

  private final ServerSocket socket;
  private final Behaviour behaviour;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  final AtomicInteger connections = new AtomicInteger();
  final AtomicInteger requests = new AtomicInteger();

  Backend(Behaviour behaviour) throws IOException {
    this.socket = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    this.behaviour = behaviour;
    Thread.ofVirtual().start(this::accept);
  }

  /** One that answers every request with 200 and this text. */
  static Backend saying(String text) throws IOException {
    return new Backend((request, out) -> respond(out, 200, text));
  }

  static boolean respond(OutputStream out, int status, String text) throws IOException {
    String head =
        "HTTP/1.1 " + status + " Whatever\r\nServer: backend\r\nContent-Length: " + text.length();
    out.write((head + "\r\n\r\n" + text).getBytes(StandardCharsets.UTF_8));
    return true;
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
  }

  Target target(String id) {
    return new Target(id, address(), Target.State.HEALTHY);
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        connections.incrementAndGet();
        open.add(connection);
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      InputStream in = new BufferedInputStream(connection.getInputStream(), 64 * 1024);
      for (int number = 1; ; number++) {
        Optional<String> line = line(in);
        if (line.isEmpty()) {
          return;
        }
        List<String> headers = new ArrayList<>();
        for (String header = line(in).orElseThrow();
            !header.isEmpty();
            header = line(in).orElseThrow()) {
          headers.add(header);
        }
        requests.incrementAndGet();
        Request request = new Request(line.get(), headers, in, number);
        if (!behaviour.serve(request, connection.getOutputStream())) {
          return;
        }
        connection.getOutputStream().flush();
      }
    } catch (Exception e) {
      // The test has seen what it wanted, or will fail by what it does not see.
    } finally {
      open.remove(connection);
    }
  }

  static Optional<String> line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        return Optional.empty();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return Optional.of(line.toString());
  }

  /** The same as closing it, as a deed. */
  void stop() throws IOException {
    socket.close();
    for (Socket connection : open) {
      connection.close();
    }
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
