package dev.ingot.benchmarks.webhooks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ingot.benchmarks.load.Latencies;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Senders of webhooks, each with a connection of its own on which it sends one, reads the answer,
 * and sends the next. As little as speaks HTTP, for it shares the processors with what is measured.
 */
public final class Senders {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final String ACCEPTED = "HTTP/1.1 202";
  private static final AtomicLong DELIVERIES = new AtomicLong();

  private Senders() {}

  /** What came of it. */
  public record Sent(double perSecond, Latencies latencies) {}

  /**
   * Sends so many webhooks in all.
   *
   * @throws IOException when one is not accepted
   */
  public static Sent send(URI to, int senders, int webhooks, int services)
      throws IOException, InterruptedException {
    List<PushSample> samples = new ArrayList<>();
    for (int i = 0; i < services; i++) {
      samples.add(PushSample.of(i));
    }
    long[] nanos = new long[webhooks];
    AtomicInteger next = new AtomicInteger();
    long began = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < senders; i++) {
        all.add(
            threads.submit(
                () -> {
                  run(to, samples, next, nanos);
                  return null;
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("a sender failed", e);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Sent(webhooks / seconds, new Latencies(nanos));
  }

  private static void run(URI to, List<PushSample> samples, AtomicInteger next, long[] nanos)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getByName(to.getHost()), to.getPort())) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      OutputStream out = socket.getOutputStream();
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int i = next.getAndIncrement(); i < nanos.length; i = next.getAndIncrement()) {
        byte[] request =
            samples
                .get(i % samples.size())
                .request(to.getPath(), "d-" + DELIVERIES.incrementAndGet());
        long began = System.nanoTime();
        out.write(request);
        out.flush();
        answer(in);
        nanos[i] = System.nanoTime() - began;
      }
    }
  }

  private static void answer(InputStream in) throws IOException {
    String status = line(in);
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.regionMatches(true, 0, "Content-Length: ", 0, 16)) {
        length = Integer.parseInt(line.substring(16));
      }
    }
    String body = new String(in.readNBytes(length), US_ASCII);
    if (!status.startsWith(ACCEPTED)) {
      throw new IOException("a webhook was answered with %s: %s".formatted(status, body));
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the connection ended");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
