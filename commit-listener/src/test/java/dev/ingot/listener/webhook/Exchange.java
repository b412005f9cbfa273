package dev.ingot.listener.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is said over one connection, byte by byte. */
final class Exchange implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");
  private static final int PATIENCE_MILLIS = 60_000;
  private final Socket socket;

  Exchange(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
  }

  /**
   * One answer.
   *
   * @param status 0 when the connection ended without one
   */
  record Said(int status, String head, String body) {
    static final Said NOTHING = new Said(0, "", "");
  }

  /** A server may have closed its side already: what it said before that is what counts. */
  void send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      // Then it is read why.
    }
  }

  /** Whether the other side still takes bytes. */
  boolean takes(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** No more bytes will come from here. */
  void end() throws IOException {
    socket.shutdownOutput();
  }

  Said read() throws IOException {
    try {
      InputStream in = socket.getInputStream();
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
        int next = in.read();
        if (next < 0) {
          return Said.NOTHING;
        }
        head.write(next);
      }
      String text = head.toString(ISO_8859_1);
      int status = Integer.parseInt(text.substring(9, 12));
      Matcher length = LENGTH.matcher(text);
      byte[] body =
          status < 200
              ? new byte[0]
              : length.find()
                  ? in.readNBytes(Integer.parseInt(length.group(1)))
                  : in.readAllBytes();
      return new Said(status, text, new String(body, UTF_8));
    } catch (java.net.SocketException e) {
      return Said.NOTHING;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
