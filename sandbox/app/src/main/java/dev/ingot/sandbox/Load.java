package dev.ingot.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Users: asks the load balancer so many times a second and counts what comes back, by version. */
final class Load implements AutoCloseable {
  private static final Pattern VERSION = Pattern.compile("\"version\"\\s*:\\s*\"([\\w.-]{1,40})\"");
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MOST_IN_FLIGHT = 2_000;

  /** Whoever answered without saying its version: the load balancer, or nobody. */
  static final String NOBODY = "(no version)";

  private final HttpClient client;
  private final HttpRequest request;
  private final ScheduledExecutorService clock;
  private final ExecutorService users;
  private final Semaphore inFlight = new Semaphore(MOST_IN_FLIGHT);
  private final ConcurrentMap<String, Count> counts = new ConcurrentHashMap<>();

  /** What one version answered. Failed: an answer of 5xx, or none. */
  static final class Count {
    final AtomicLong served = new AtomicLong();
    final AtomicLong failed = new AtomicLong();
    final AtomicReference<Instant> firstFailure = new AtomicReference<>();
    final AtomicReference<String> firstReason = new AtomicReference<>("");

    Optional<Instant> firstFailure() {
      return Optional.ofNullable(firstFailure.get());
    }
  }

  Load(URI listener, String host, int perSecond) {
    this.users = Executors.newVirtualThreadPerTaskExecutor();
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    this.request =
        HttpRequest.newBuilder(listener.resolve("/"))
            .header("Host", host)
            .timeout(PATIENCE)
            .build();
    this.clock = Executors.newSingleThreadScheduledExecutor();
    ScheduledFuture<?> unused =
        clock.scheduleAtFixedRate(this::send, 0, 1_000_000 / perSecond, TimeUnit.MICROSECONDS);
  }

  /** Counts so far, by version. */
  Map<String, Count> counts() {
    return new TreeMap<>(counts);
  }

  /** Forgets the counts of a version, for another run of it. */
  void forget(String version) {
    counts.remove(version);
  }

  private void send() {
    if (inFlight.tryAcquire()) {
      users.execute(this::ask);
    } else {
      failed(NOBODY, Instant.now(), "too many requests without an answer");
    }
  }

  private void ask() {
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      Matcher version = VERSION.matcher(answer.body());
      String who = version.find() ? version.group(1) : NOBODY;
      if (answer.statusCode() < 500) {
        count(who).served.incrementAndGet();
      } else {
        failed(who, Instant.now(), "HTTP " + answer.statusCode());
      }
    } catch (IOException e) {
      failed(NOBODY, Instant.now(), String.valueOf(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      inFlight.release();
    }
  }

  private void failed(String who, Instant when, String reason) {
    Count count = count(who);
    count.failed.incrementAndGet();
    if (count.firstFailure.compareAndSet(null, when)) {
      count.firstReason.set(reason);
    }
  }

  private Count count(String who) {
    return counts.computeIfAbsent(who, w -> new Count());
  }

  /** Stops asking; answers that are under way are waited for, within their patience. */
  @Override
  public void close() {
    clock.shutdownNow();
    users.shutdown();
    try {
      users.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    users.shutdownNow();
    client.shutdownNow();
  }
}
