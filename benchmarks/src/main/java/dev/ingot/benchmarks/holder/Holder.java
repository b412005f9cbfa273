package dev.ingot.benchmarks.holder;

import dev.ingot.benchmarks.stand.Child;
import dev.ingot.benchmarks.stand.Stand;
import dev.ingot.sandbox.process.WorkerOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A worker in a process of its own that keeps tasks in hand. */
public final class Holder implements AutoCloseable {
  /** Prefix of its topics. */
  public static final String PREFIX = HolderMain.PREFIX;

  /** Heap that it may take at most, in MiB. */
  public static final int MOST_HEAP = 256;

  private static final Duration BEGIN = Duration.ofSeconds(30);
  private static final long LOOK_NANOS = 20_000_000;

  /** The compilers are done when they work less than 1 % of so many turns. */
  private static final int QUIET_TURNS = 3;

  private static final Duration TURN = Duration.ofSeconds(3);

  private final Child child;
  private final HttpClient http = HttpClient.newHttpClient();
  private volatile int port;

  private Holder(Child child) {
    this.child = child;
  }

  /**
   * Returns at once, while it starts.
   *
   * @param interval the longest wait between two looks at a task
   */
  public static Holder start(Stand stand, int slot, Duration interval) throws IOException {
    Path log = stand.folder().resolve("holder-" + System.nanoTime() + ".log");
    return new Holder(
        Child.start(
            "holder-" + slot,
            HolderMain.class,
            log,
            WorkerOptions.withHeap(MOST_HEAP),
            stand.servers(),
            stand.registryUrl(),
            String.valueOf(slot),
            String.valueOf(interval.toMillis())));
  }

  public HolderStatus status() throws IOException {
    return ask(HolderStatus.WITHOUT_HEAP);
  }

  /** Collects garbage first. */
  public HolderStatus statusWithHeap() throws IOException {
    return ask(HolderStatus.WITH_HEAP);
  }

  /**
   * Waits until it has so many tasks in hand.
   *
   * @throws IOException when it has not in time
   */
  public HolderStatus await(int held, Duration within) throws IOException {
    long deadline = System.nanoTime() + within.toNanos();
    HolderStatus status = status();
    while (status.held() < held) {
      if (System.nanoTime() > deadline) {
        throw new IOException("%d of %d tasks are in hand".formatted(status.held(), held));
      }
      LockSupport.parkNanos(LOOK_NANOS);
      status = status();
    }
    return status;
  }

  /**
   * Waits until the JVM has compiled what it is going to: a worker is idle for days, and compiles
   * in its first minutes. Gives up waiting, not measuring, when it has not within the time.
   */
  public void settle(Duration within) throws IOException {
    long deadline = System.nanoTime() + within.toNanos();
    long before = status().compiling();
    int quiet = 0;
    while (quiet < QUIET_TURNS && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TURN.toNanos());
      long now = status().compiling();
      quiet = now - before <= TURN.toMillis() / 100 ? quiet + 1 : 0;
      before = now;
    }
  }

  private HolderStatus ask(String path) throws IOException {
    if (port == 0) {
      port = Integer.parseInt(child.await(HolderMain.READY, BEGIN));
    }
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(BEGIN)
            .build();
    try {
      return HolderStatus.of(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  public Duration cpu() {
    return child.cpu();
  }

  public void kill() {
    child.kill();
  }

  public void terminate() {
    child.terminate();
  }

  @Override
  public void close() {
    child.close();
  }
}
