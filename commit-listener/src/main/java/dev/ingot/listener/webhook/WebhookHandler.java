package dev.ingot.listener.webhook;

import dev.ingot.stage.FaultPoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP form of a webhook: path, method, type, size. Refuses before it reads where it can. */
final class WebhookHandler extends Handler.Abstract.NonBlocking {
  static final String PATH = "/webhooks/";

  private static final Logger LOG = LoggerFactory.getLogger(WebhookHandler.class);
  private static final String JSON_TYPE = "application/json";
  private static final HttpField JSON = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, JSON_TYPE);
  private static final HttpField NO_SNIFFING =
      new PreEncodedHttpField("X-Content-Type-Options", "nosniff");

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
    Callback after = Callback.from(FaultPoint.WEBHOOK_ANSWERED::pass, callback);
    if (!places.tryAcquire()) {
      write(Answer.refused(503, "too many webhooks at once; send it again"), response, after);
      return true;
    }
    connections.begin(request);
    Visit visit = new Visit(request, response, after);
    try {
      visit.begin();
    } catch (RuntimeException | Error e) {
      // Errors, too: a place that is never given back is one webhook less for good.
      visit.fail(e);
    }
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
    response.getHeaders().add(JSON).add(NO_SNIFFING);
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

  private Optional<Answer> refusal(Request request) {
    Headers headers = Headers.of(request.getHeaders());
    if (!request.getMethod().equals("POST")) {
      return Optional.of(Answer.refused(405, "send a POST"));
    }
    String type = headers.get("Content-Type");
    if (!type.equals(JSON_TYPE)
        && !type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(JSON_TYPE)) {
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

  /** A request in hand: has a place, until it is answered. */
  private final class Visit {
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final AtomicBoolean answered = new AtomicBoolean();

    Visit(Request request, Response response, Callback callback) {
      this.request = request;
      this.response = response;
      this.callback = callback;
    }

    /** Runs on a thread of Jetty's, which is not to wait for anybody. */
    void begin() {
      // As it was written: what needs decoding is not one of the paths.
      @Nullable Host host = hosts.get(request.getHttpURI().getPath());
      if (host == null) {
        end(Answer.refused(404, "webhooks are taken at " + PATH + "<host>; see docs/webhooks.md"));
        return;
      }
      Optional<Answer> refusal = refusal(request);
      if (refusal.isPresent()) {
        end(refusal.get());
        return;
      }
      switch (webhook.read(host, Headers.of(request.getHeaders()))) {
        case Reading.Answered(Answer answer) -> end(answer);
        case Reading.Delivery delivery -> read(host, delivery);
      }
    }

    private void read(Host host, Reading.Delivery delivery) {
      EarlyBytes early = EarlyBytes.of(request);
      if (early.whole()) {
        act(webhook.examine(host, delivery, early.stream()));
        return;
      }
      // The rest may take its time: that keeps a thread waiting which costs next to nothing.
      Thread.ofVirtual()
          .name("webhook")
          .start(
              () -> {
                try {
                  act(examined(host, delivery, early));
                } catch (IOException e) {
                  end(Answer.refused(400, "the body did not arrive whole"));
                } catch (RuntimeException | Error e) {
                  fail(e);
                }
              });
    }

    /** The body is done with before anything is answered. */
    private Webhook.Examined examined(Host host, Reading.Delivery delivery, EarlyBytes early)
        throws IOException {
      try (InputStream in =
          new SequenceInputStream(early.stream(), Content.Source.asInputStream(request))) {
        return webhook.examine(host, delivery, in);
      }
    }

    private void act(Webhook.Examined examined) {
      switch (examined) {
        case Webhook.Examined.Answered it -> end(it.answer());
        case Webhook.Examined.Pushes pushes -> {
          // It never fails; what it answers says the rest.
          var unused = webhook.report(pushes).thenAccept(this::end);
        }
      }
    }

    void fail(Throwable why) {
      LOG.error("a webhook could not be worked on", why);
      end(Answer.refused(500, "internal error"));
    }

    /** Answers, and gives the place back; of two answers the first counts. */
    private void end(Answer answer) {
      if (answered.compareAndSet(false, true)) {
        connections.end(request);
        places.release();
        write(answer, response, callback);
      }
    }
  }
}
