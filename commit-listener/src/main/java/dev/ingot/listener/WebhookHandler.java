package dev.ingot.listener;

import dev.ingot.listener.GitHubWebhook.Headers;
import dev.ingot.stage.FaultPoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP form of the webhook: path, method, type, size. Refuses before it reads where it can. */
final class WebhookHandler extends Handler.Abstract {
  static final String PATH = "/webhooks/github";

  /** GitHub's own limit for payloads. */
  static final int LARGEST_BODY = 25 * 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(WebhookHandler.class);

  /** Bodies in memory at once: their sizes are others' choice, this machine's memory is not. */
  private static final int MOST_BODIES = 4;

  private static final Duration LONGEST_READ = Duration.ofSeconds(45);

  private final GitHubWebhook webhook;
  private final Semaphore bodies = new Semaphore(MOST_BODIES);

  WebhookHandler(GitHubWebhook webhook) {
    this.webhook = webhook;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Answer answer = answer(request);
    response.setStatus(answer.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    if (answer.status() == 405) {
      response.getHeaders().put(HttpHeader.ALLOW, "POST");
    }
    if (answer.status() == 503) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, "5");
    }
    if (answer.status() >= 400) {
      // What is left of the body is not read: the connection ends with this answer.
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    response.write(
        true,
        ByteBuffer.wrap(answer.body().getBytes(StandardCharsets.UTF_8)),
        Callback.from(FaultPoint.WEBHOOK_ANSWERED::pass, callback));
    return true;
  }

  private Answer answer(Request request) {
    try {
      return refusal(request).orElseGet(() -> take(request));
    } catch (RuntimeException e) {
      LOG.error("a webhook could not be worked on", e);
      return Answer.refused(500, "internal error");
    }
  }

  private static Optional<Answer> refusal(Request request) {
    if (!Request.getPathInContext(request).equals(PATH)) {
      return Optional.of(Answer.refused(404, "webhooks are taken at " + PATH));
    }
    if (!request.getMethod().equals("POST")) {
      return Optional.of(Answer.refused(405, "send a POST"));
    }
    String type = header(request.getHeaders(), "Content-Type").split(";", 2)[0].strip();
    if (!type.toLowerCase(Locale.ROOT).equals("application/json")) {
      return Optional.of(Answer.refused(415, "set the webhook's content type to application/json"));
    }
    if (request.getLength() > LARGEST_BODY) {
      return Optional.of(tooLarge());
    }
    return GitHubWebhook.refusal(headers(request));
  }

  private Answer take(Request request) {
    if (!bodies.tryAcquire()) {
      return Answer.refused(503, "too many webhooks at once; send it again");
    }
    try (InputStream in = Content.Source.asInputStream(request)) {
      byte[] body = read(in, System.nanoTime() + LONGEST_READ.toNanos());
      return body.length > LARGEST_BODY ? tooLarge() : webhook.take(headers(request), body);
    } catch (IOException e) {
      return Answer.refused(400, "the body did not arrive whole and in time");
    } finally {
      bodies.release();
    }
  }

  /** The idle timeout bounds one read; a sender that drips bytes is bounded here. */
  private static byte[] read(InputStream in, long deadline) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] chunk = new byte[64 * 1024];
    for (int n = in.read(chunk); n >= 0 && body.size() <= LARGEST_BODY; n = in.read(chunk)) {
      body.write(chunk, 0, n);
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("the body took longer than " + LONGEST_READ);
      }
    }
    return body.toByteArray();
  }

  private static Answer tooLarge() {
    return Answer.refused(413, "the body is larger than 25 MiB");
  }

  private static Headers headers(Request request) {
    HttpFields fields = request.getHeaders();
    return new Headers(
        header(fields, "X-GitHub-Event"),
        header(fields, "X-GitHub-Delivery"),
        header(fields, "X-Hub-Signature-256"));
  }

  private static String header(HttpFields fields, String name) {
    @Nullable HttpField field = fields.getField(name);
    String value = field == null ? null : field.getValue();
    return value == null ? "" : value;
  }
}
