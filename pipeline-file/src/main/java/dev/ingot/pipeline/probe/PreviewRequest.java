package dev.ingot.pipeline.probe;

import dev.ingot.cloud.FleetManager.Preview;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One GET through a fleet's preview rule. Written by hand, as the address that is spoken to is the
 * load balancer's, and the name in the request and in the certificate is the service's. Nothing is
 * followed, and of the body no more is read than is looked at.
 */
final class PreviewRequest {
  /** As much of a body as is looked at. */
  static final int MOST_BODY = 64 * 1024;

  /** Room for the head, and for the lengths of chunks. */
  private static final int MOST_BYTES = MOST_BODY + 64 * 1024;

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d)( .*)?");

  private static final NameLookup NAMES = new NameLookup(InetAddress::getByName);

  private PreviewRequest() {}

  /**
   * An answer.
   *
   * @param body its first 64 KiB
   */
  record Answer(int status, String body) {}

  /** The load balancer could not be reached: nothing is said about the fleet. */
  static final class UnreachableException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreachableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Sends it.
   *
   * @param within the whole answer must be there by then
   * @throws UnreachableException when there is no connection, or none that is secure where it is to
   *     be
   * @throws IOException when there is no answer in time, or none that is HTTP
   */
  static Answer get(Preview preview, String path, Duration within) throws IOException {
    return get(preview, path, within, NAMES, new Socket());
  }

  /** By this socket, which is closed in the end. */
  static Answer get(Preview preview, String path, Duration within, NameLookup names, Socket socket)
      throws IOException {
    long end = System.nanoTime() + within.toNanos();
    AtomicBoolean asked = new AtomicBoolean();
    // What is closed ends whatever the thread waits for; nobody waits for the thread.
    try (socket) {
      InetSocketAddress address = address(preview, within, names);
      FutureTask<Answer> answer =
          new FutureTask<>(() -> talk(socket, preview, address, path, within, asked));
      Thread.ofVirtual().start(answer);
      return answer.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      if (!asked.get()) {
        throw unreachable(
            preview, new IOException("no connection within %d ms".formatted(within.toMillis()), e));
      }
      throw new IOException("no answer within %d ms".formatted(within.toMillis()), e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static InetSocketAddress address(Preview preview, Duration within, NameLookup names)
      throws UnreachableException {
    try {
      return new InetSocketAddress(names.of(preview.address(), within), preview.port());
    } catch (UnknownHostException e) {
      throw unreachable(preview, e);
    }
  }

  private static UnreachableException unreachable(Preview preview, IOException e) {
    return new UnreachableException(
        "the load balancer at %s:%d cannot be reached: %s"
            .formatted(preview.address(), preview.port(), e.getMessage()),
        e);
  }

  private static Answer talk(
      Socket plain,
      Preview preview,
      InetSocketAddress address,
      String path,
      Duration within,
      AtomicBoolean asked)
      throws IOException {
    Socket socket;
    try {
      plain.connect(address, (int) within.toMillis());
      // Its certificate and its keys are the load balancer's, too.
      socket = preview.tls() ? secured(plain, preview) : plain;
    } catch (IOException e) {
      throw unreachable(preview, e);
    }
    String request =
        String.join(
            "\r\n",
            List.of(
                "GET " + path + " HTTP/1.1",
                "Host: " + preview.host(),
                preview.header() + ": " + preview.value(),
                "User-Agent: ingot-probe",
                "Accept: */*",
                "Connection: close",
                "",
                ""));
    // From here on it is the fleet's to answer.
    asked.set(true);
    PushbackInputStream in = new PushbackInputStream(socket.getInputStream());
    try {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      int first = in.read();
      if (first >= 0) {
        in.unread(first);
      }
    } catch (SSLException e) {
      // As of TLS 1.3 a client's handshake is over before the load balancer may have refused it.
      throw unreachable(preview, e);
    }
    return read(in);
  }

  private static Socket secured(Socket plain, Preview preview) throws IOException {
    SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    SSLSocket socket =
        (SSLSocket) factory.createSocket(plain, preview.host(), preview.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(preview.host())));
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static Answer read(InputStream in) throws IOException {
    String all = new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1);
    int end = all.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new IOException("the answer is not HTTP");
    }
    String head = all.substring(0, end);
    Matcher status = STATUS.matcher(head.lines().findFirst().orElse(""));
    if (!status.matches()) {
      throw new IOException("the answer is not HTTP");
    }
    String raw = all.substring(end + 4);
    boolean chunked =
        head.lines()
            .map(line -> line.toLowerCase(Locale.ROOT).replace(" ", ""))
            .anyMatch(line -> line.equals("transfer-encoding:chunked"));
    byte[] body = (chunked ? joined(raw) : raw).getBytes(StandardCharsets.ISO_8859_1);
    return new Answer(
        Integer.parseInt(status.group(1)),
        new String(body, 0, Math.min(body.length, MOST_BODY), StandardCharsets.UTF_8));
  }

  /** What chunks hold; as far as they came whole. */
  private static String joined(String chunks) throws IOException {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    int at = 0;
    while (at < chunks.length()) {
      int line = chunks.indexOf("\r\n", at);
      String length = line < 0 ? "" : chunks.substring(at, line).replaceFirst(";.*", "").strip();
      if (!length.matches("[0-9a-fA-F]{1,7}")) {
        throw new IOException("the answer is not HTTP: a chunk has no length");
      }
      int size = Integer.parseInt(length, 16);
      if (size == 0) {
        break;
      }
      int end = Math.min(chunks.length(), line + 2 + size);
      joined.writeBytes(chunks.substring(line + 2, end).getBytes(StandardCharsets.ISO_8859_1));
      at = end + 2;
    }
    return joined.toString(StandardCharsets.ISO_8859_1);
  }
}
