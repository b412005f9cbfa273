package dev.ingot.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Tells the commit-listener of a push, just as a git host would. */
final class Webhook {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(250);
  private static final int MOST_TRIES = 40;

  private final URI listener;
  private final WebhookSecrets secrets;

  Webhook(URI listener, WebhookSecrets secrets) {
    this.listener = listener;
    this.secrets = secrets;
  }

  void send(String service, String repository, String commit) {
    byte[] body =
        """
        {"ref": "refs/heads/main", "after": "%s", "deleted": false,
         "repository": {"full_name": "%s", "clone_url": "%s"}}
        """
            .formatted(commit, service, repository.replace("\\", "\\\\").replace("\"", "\\\""))
            .getBytes(StandardCharsets.UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(listener)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header("X-GitHub-Event", "push")
            .header("X-GitHub-Delivery", UUID.randomUUID().toString())
            .header("X-Hub-Signature-256", secrets.sign(service, body))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      // The registration is on its way to the listener, by another topic.
      for (int again = 0; answer.statusCode() != 202 && again < MOST_TRIES; again++) {
        TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES.toMillis());
        answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      }
      if (answer.statusCode() != 202) {
        throw new IllegalStateException(
            "the webhook was answered with %d: %s"
                .formatted(answer.statusCode(), Text.oneLine(answer.body(), 500)));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("the webhook could not be sent", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while sending a webhook", e);
    }
  }
}
