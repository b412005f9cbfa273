package dev.ingot.verifier;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A server on the loopback that answers whatever a test likes, well-formed or not. */
final class Site implements AutoCloseable {
  private static final int MOST_HEADER_BYTES = 16_384;

  private final ServerSocket socket;
  private volatile Handler handler;

  Site(Handler handler) throws IOException {
    this.handler = handler;
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** Answers one request. */
  interface Handler {
    void answer(Request request, OutputStream out) throws IOException;
  }

  /** A request: its first line, and what its form says. */
  record Request(String line, Map<String, String> form, InputStream in) {
    /** Waits until whoever asks has gone away. */
    void untilGone() throws IOException {
      while (in.read() >= 0) {
        // Nothing more is expected.
      }
    }

    double number(String name) {
      return Double.parseDouble(form.getOrDefault(name, "0"));
    }
  }

  /** A whole answer of HTTP/1.1. */
  static Handler says(int status, String type, String body, String... headers) {
    return (request, out) -> send(out, status, type, body, headers);
  }

  static void send(OutputStream out, int status, String type, String body, String... headers)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    head(out, status, type, bytes.length, headers);
    out.write(bytes);
  }

  static void head(OutputStream out, int status, String type, long length, String... headers)
      throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " It\r\n");
    head.append("Content-Type: ").append(type).append("\r\n");
    head.append("Content-Length: ").append(length).append("\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    head.append("Connection: close\r\n\r\n");
    out.write(head.toString().getBytes(StandardCharsets.UTF_8));
  }

  void answers(Handler other) {
    handler = other;
  }

  int port() {
    return socket.getLocalPort();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port());
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      InputStream in = new BufferedInputStream(connection.getInputStream());
      String head = head(in);
      int length =
          head.lines()
              .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
              .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
              .findFirst()
              .orElse(0);
      String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      OutputStream out = connection.getOutputStream();
      handler.answer(new Request(head.lines().findFirst().orElse(""), form(body), in), out);
      out.flush();
    } catch (IOException e) {
      // Whoever asks may go away at any time.
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n") && head.length() < MOST_HEADER_BYTES) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the request ended");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static Map<String, String> form(String body) {
    Map<String, String> form = new HashMap<>();
    for (String part : body.split("&", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        form.put(
            part.substring(0, equals),
            URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return form;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
