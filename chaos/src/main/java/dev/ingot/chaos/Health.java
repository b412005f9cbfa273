package dev.ingot.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Asks workers how they are, as whoever runs them does. */
final class Health implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

  /** What a worker says. */
  record Answer(boolean well, String text) {}

  /**
   * Empty when there is no answer.
   *
   * @param question {@code live} or {@code ready}
   */
  Optional<Answer> ask(int port, String question) throws InterruptedException {
    URI uri = URI.create("http://127.0.0.1:%d/health/%s".formatted(port, question));
    try {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(),
              HttpResponse.BodyHandlers.ofString());
      return Optional.of(new Answer(answer.statusCode() == 200, answer.body()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
