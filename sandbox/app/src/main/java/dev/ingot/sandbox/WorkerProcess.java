package dev.ingot.sandbox;

import dev.ingot.sandbox.process.JvmProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A worker in a JVM of its own. It ends with this process, however that ends. */
public final class WorkerProcess implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);
  private static final int LAST_LINES = 20;
  private static final int LONGEST_PAGE = 1 << 20;

  private final WorkerPlan plan;
  private final JvmProcess process;
  private final URI http;

  WorkerProcess(WorkerPlan plan, JvmProcess process, URI http) {
    this.plan = plan;
    this.process = process;
    this.http = http;
  }

  /** How it was started; starting the plan again makes a new process. */
  public WorkerPlan plan() {
    return plan;
  }

  /** Where {@code /health/ready}, {@code /health/live} and {@code /metrics} are. */
  public URI http() {
    return http;
  }

  public long pid() {
    return process.pid();
  }

  public boolean alive() {
    return process.alive();
  }

  /** Completes with the exit code. */
  public CompletableFuture<Integer> exit() {
    return process.exit();
  }

  /** {@code SIGKILL}: it has no time for anything. */
  public void kill() {
    process.kill();
  }

  /** {@code SIGSTOP}: it does nothing until {@link #thaw}. */
  public void freeze() throws IOException {
    process.freeze();
  }

  /** {@code SIGCONT}: it goes on as if no time had passed. */
  public void thaw() throws IOException {
    process.thaw();
  }

  /** {@code SIGTERM}; returns at once. */
  public void terminate() {
    process.terminate();
  }

  /** Memory that it has in RAM now, in bytes; Linux only. */
  public long residentBytes() throws IOException {
    return process.residentBytes();
  }

  /** Whether it says that it is ready to work. */
  public boolean ready() {
    try {
      HttpURLConnection ask =
          (HttpURLConnection) http.resolve("/health/ready").toURL().openConnection();
      ask.setConnectTimeout((int) ANSWER_WITHIN.toMillis());
      ask.setReadTimeout((int) ANSWER_WITHIN.toMillis());
      try {
        return ask.getResponseCode() == HttpURLConnection.HTTP_OK;
      } finally {
        ask.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * A number that it shows on {@code /metrics}, such as {@code ingot_stage_records}; the sum where
   * there are several, and 0 where there is none or no answer.
   *
   * @param name perhaps with the beginning of the labels, such as <code>x{area="heap"</code>
   */
  public double metric(String name) {
    try {
      URLConnection ask = http.resolve("/metrics").toURL().openConnection();
      ask.setConnectTimeout((int) ANSWER_WITHIN.toMillis());
      ask.setReadTimeout((int) ANSWER_WITHIN.toMillis());
      try (InputStream in = ask.getInputStream()) {
        String page = new String(in.readNBytes(LONGEST_PAGE), StandardCharsets.UTF_8);
        return page.lines()
            .filter(line -> line.startsWith(name) && "{, ".indexOf(line.charAt(name.length())) >= 0)
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
      }
    } catch (IOException e) {
      return 0;
    }
  }

  /**
   * Waits until it is ready.
   *
   * @throws IllegalStateException with the last lines of its log, when it ends before or is not
   *     ready in time
   */
  public WorkerProcess awaitReady(Duration longest) {
    long deadline = System.nanoTime() + longest.toNanos();
    while (!ready()) {
      if (!alive()) {
        throw new IllegalStateException(
            "%s ended with code %d\n%s".formatted(process, exit().join(), lastWords()));
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%s is not ready after %s\n%s".formatted(process, longest, lastWords()));
      }
      pause();
    }
    return this;
  }

  /** The last lines of its log. */
  public String lastWords() {
    try {
      List<String> lines = Files.readAllLines(plan.log());
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return plan.log() + " cannot be read";
    }
  }

  private void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + process, e);
    }
  }

  /** Ends it within 12 s: {@code SIGTERM} first, {@code SIGKILL} where that is not enough. */
  @Override
  public void close() {
    process.close();
  }

  /** Ends all of them at the same time, within the time; what has not ended by then is killed. */
  static void closeAll(List<WorkerProcess> processes, Duration longest) {
    long deadline = System.nanoTime() + longest.toNanos();
    for (WorkerProcess each : processes) {
      each.thawToEnd();
      each.terminate();
    }
    for (WorkerProcess each : processes) {
      each.process.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }
  }

  private void thawToEnd() {
    try {
      thaw();
    } catch (IOException e) {
      // It has ended just now.
    }
  }

  @Override
  public String toString() {
    return process.toString();
  }
}
