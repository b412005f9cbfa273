package dev.ingot.listener.webhook;

import dev.ingot.stage.FaultPoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP form of a webhook: path, method, type, size. Refuses before it reads where it can. */
final class WebhookHandler extends Handler.Abstract {
  static final String PATH = "/webhooks/";

  private static final Logger LOG = LoggerFactory.getLogger(WebhookHandler.class);

  private final Webhook webhook;
  private final Limits limits;
  private final Connections connections;
  private final Semaphore places;
  private final Map<String, Host> hosts = new HashMap<>();

  WebhookHandler(Webhook webhook, Connections connections) {
    this.webhook = webhook;
    this.limits = webhook.limits();
    this.connections = connections;
    this.places = new Semaphore(limits.atOnce());
    Host.ALL.forEach(host -> hosts.put(PATH + host.name(), host));
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    write(answer(request), response, Callback.from(FaultPoint.WEBHOOK_ANSWERED::pass, callback));
    return true;
  }

  /** What Jetty itself refuses, such as headers that are no HTTP. */
  static boolean refuse(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    String why =
        switch (status) {
          case 414 -> "the path is too long";
          case 426, 505 -> "speak HTTP/1.1";
          case 431 -> "the headers are larger than 16 KiB";
          case 503 -> "the server is stopping; send it again";
          default -> "the request cannot be read as HTTP";
        };
    write(Answer.refused(status, why), response, callback);
    return true;
  }

  private static void write(Answer answer, Response response, Callback callback) {
    response.setStatus(answer.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    if (answer.status() == 405) {
      response.getHeaders().put(HttpHeader.ALLOW, "POST");
    }
    if (answer.retryAfter() > 0) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, answer.retryAfter());
    }
    if (answer.status() >= 400) {
      // What is left of the body is not read: the connection ends with this answer.
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    response.write(true, ByteBuffer.wrap(answer.body().getBytes(StandardCharsets.UTF_8)), callback);
  }

  private Answer answer(Request request) {
    if (!places.tryAcquire()) {
      return Answer.refused(503, "too many webhooks at once; send it again");
    }
    connections.begin(request);
    try {
      // As it was written: what needs decoding is not one of the paths.
      @Nullable Host host = hosts.get(request.getHttpURI().getPath());
      return host == null
          ? Answer.refused(404, "webhooks are taken at " + PATH + "<host>; see docs/webhooks.md")
          : refusal(request).orElseGet(() -> take(host, request));
    } catch (RuntimeException e) {
      LOG.error("a webhook could not be worked on", e);
      return Answer.refused(500, "internal error");
    } finally {
      connections.end(request);
      places.release();
    }
  }

  private Optional<Answer> refusal(Request request) {
    Headers headers = Headers.of(request.getHeaders());
    if (!request.getMethod().equals("POST")) {
      return Optional.of(Answer.refused(405, "send a POST"));
    }
    String type = headers.get("Content-Type").split(";", 2)[0].strip();
    if (!type.toLowerCase(Locale.ROOT).equals("application/json")) {
      return Optional.of(Answer.refused(415, "set the webhook's content type to application/json"));
    }
    String encoding = headers.get("Content-Encoding");
    if (!encoding.isEmpty() && !encoding.equalsIgnoreCase("identity")) {
      return Optional.of(Answer.refused(415, "send the body without a Content-Encoding"));
    }
    return request.getLength() > limits.largestBody()
        ? Optional.of(BodyStream.tooLarge(limits).answer())
        : Optional.empty();
  }

  private Answer take(Host host, Request request) {
    return switch (webhook.read(host, Headers.of(request.getHeaders()))) {
      case Reading.Answered(Answer answer) -> answer;
      case Reading.Delivery delivery -> {
        try (InputStream in = Content.Source.asInputStream(request)) {
          yield webhook.take(host, delivery, in);
        } catch (IOException e) {
          yield Answer.refused(400, "the body did not arrive whole");
        }
      }
    };
  }
}
