package dev.ingot.chaos;

import dev.ingot.events.HeadSeen;
import dev.ingot.stage.StageContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The shared things outside the log, as a worker sees them: looked at before they are written,
 * written under a live lease only, and corrected at every look.
 */
final class Resources implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** Between the last look at the lease and the arrival of a write. */
  private static final Duration ON_THE_WAY = Duration.ofMillis(100);

  private final String url;
  private final String writer;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final Map<String, Taken> taken = new ConcurrentHashMap<>();

  /** An event is decoded once each time that its record is taken in hand. */
  private record Taken(HeadSeen event, Instant at) {}

  /**
   * Of one worker process.
   *
   * @param url of the {@link Register}
   */
  Resources(String url, String writer) {
    this.url = url;
    this.writer = writer;
  }

  /** Sees to it that the resource is as the record wants it after so many steps. */
  void hold(HeadSeen piece, int step, StageContext context)
      throws IOException, InterruptedException {
    context.requireLease();
    String key = piece.getService();
    Taken now =
        taken.compute(
            key,
            (k, old) ->
                old != null && isSame(old.event(), piece) ? old : new Taken(piece, Instant.now()));
    String wanted = piece.getRepository() + "#" + step;
    if (!ask(request(key, now).GET()).equals(wanted)) {
      context.requireLease();
      Thread.sleep(ON_THE_WAY);
      ask(request(key, now).PUT(HttpRequest.BodyPublishers.ofString(wanted)));
    }
  }

  @SuppressWarnings("ReferenceEquality") // another object is another taking
  private static boolean isSame(HeadSeen one, HeadSeen other) {
    return one == other;
  }

  private HttpRequest.Builder request(String key, Taken taken) {
    return HttpRequest.newBuilder(URI.create(url + "/" + key))
        .timeout(TIMEOUT)
        .header(Register.WRITER, writer)
        .header(Register.TAKEN, taken.at().toString());
  }

  private String ask(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    if (answer.statusCode() != 200) {
      throw new IOException("the register says " + answer.statusCode());
    }
    return answer.body();
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
