package dev.ingot.sandbox.cloud;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;

/** Requests as no client library would send them. */
final class RawHttp {
  private static final int PATIENCE_MILLIS = 10_000;

  private RawHttp() {}

  /** Gets a path from a host; answers status and body in one text. */
  static String get(URI server, String host, String path) throws IOException {
    String answer =
        send(
            server, "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    return answer.substring(9, 12) + " " + answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  /** Sends the bytes as they are, and reads until the server closes. */
  static String send(URI server, String request) throws IOException {
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
