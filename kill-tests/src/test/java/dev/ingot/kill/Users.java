package dev.ingot.kill;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Those who ask the service for something now and then: a judge needs requests to judge by. */
final class Users implements AutoCloseable {
  private static final long PAUSE_MILLIS = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final AtomicLong asked = new AtomicLong();
  private final List<Thread> threads;
  private volatile boolean closing;

  /** One at each of the service's hosts. */
  Users(URI listener, List<String> hosts) {
    this.threads =
        hosts.stream()
            .map(
                host -> {
                  HttpRequest request =
                      HttpRequest.newBuilder(listener.resolve("/hello"))
                          .header("Host", host)
                          .timeout(PATIENCE)
                          .build();
                  return Thread.ofVirtual().name("user of " + host).start(() -> ask(request));
                })
            .toList();
  }

  private void ask(HttpRequest request) {
    try {
      while (!closing) {
        asked.incrementAndGet();
        try {
          client.send(request, HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
          // Nobody serves just now.
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Requests so far. */
  long asked() {
    return asked.get();
  }

  @Override
  public void close() {
    closing = true;
    threads.forEach(Thread::interrupt);
    client.shutdownNow();
  }
}
