package dev.ingot.sandbox.cloud.proxy;

import dev.ingot.sandbox.cloud.proxy.HealthProgress.Probe;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One GET on a connection of its own, of which nothing but the status line is read. Blocks. */
final class HealthProbe {
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");
  private static final int LONGEST_LINE = 1_024;

  private HealthProbe() {}

  static Probe get(InetSocketAddress address, String path, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    try (Socket socket = new Socket()) {
      socket.connect(address, left(deadline));
      String host = address.getHostString() + ":" + address.getPort();
      List<String> request =
          List.of(
              "GET " + path + " HTTP/1.1",
              "Host: " + host,
              "User-Agent: ELB-HealthChecker/2.0",
              "Connection: close",
              "\r\n");
      socket
          .getOutputStream()
          .write(String.join("\r\n", request).getBytes(StandardCharsets.US_ASCII));
      Matcher line = STATUS_LINE.matcher(firstLine(socket, deadline));
      return line.matches()
          ? new Probe.Answered(Integer.parseInt(line.group(1)))
          : new Probe.Failed();
    } catch (SocketTimeoutException e) {
      return new Probe.TimedOut();
    } catch (IOException e) {
      return new Probe.Failed();
    }
  }

  private static String firstLine(Socket socket, long deadline) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder line = new StringBuilder();
    while (line.length() < LONGEST_LINE) {
      socket.setSoTimeout(left(deadline));
      int c = in.read();
      if (c < 0 || c == '\n') {
        break;
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  private static int left(long deadline) throws SocketTimeoutException {
    long millis = (deadline - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new SocketTimeoutException("out of time");
    }
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }
}
