package dev.ingot.examples.loadtest;

import dev.ingot.events.TrafficShifted;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Requests over HTTP, through the preview rule of the deployment, some at a time. */
final class HttpLoad implements LoadTestJudge.Load, AutoCloseable {
  private static final String PREVIEW = "X-Ingot-Preview";
  private static final int AT_ONCE = 16;
  private static final int SERVER_ERROR = 500;

  private final LoadTestConfig config;
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(2))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  HttpLoad(LoadTestConfig config) {
    this.config = config;
  }

  @Override
  public Burst on(TrafficShifted shift) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(config.url().replace("{service}", shift.getDeployment().getService())))
            .header(PREVIEW, shift.getDeployment().getId())
            .timeout(config.within())
            .build();
    long end = System.nanoTime() + config.within().toNanos();
    List<Duration> answered = new ArrayList<>();
    int failed = 0;
    for (int left = config.requests(); left > 0; left -= AT_ONCE) {
      List<CompletableFuture<Duration>> sent = new ArrayList<>();
      for (int i = 0; i < Math.min(left, AT_ONCE); i++) {
        sent.add(send(request));
      }
      for (CompletableFuture<Duration> one : sent) {
        try {
          answered.add(one.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS));
        } catch (ExecutionException | TimeoutException e) {
          one.cancel(true);
          failed++;
        }
      }
    }
    return new Burst(answered, failed);
  }

  private CompletableFuture<Duration> send(HttpRequest request) {
    long begin = System.nanoTime();
    return client
        .sendAsync(request, BodyHandlers.discarding())
        .thenApply(
            answer -> {
              if (answer.statusCode() >= SERVER_ERROR) {
                throw new IllegalStateException("answered " + answer.statusCode());
              }
              return Duration.ofNanos(System.nanoTime() - begin);
            });
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
