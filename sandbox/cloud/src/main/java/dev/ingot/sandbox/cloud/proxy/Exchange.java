package dev.ingot.sandbox.cloud.proxy;

import dev.ingot.sandbox.cloud.proxy.TickCounters.Ending;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A client's request on its way to a target and back. It watches both sides, to tell whose failure
 * a failure is: what the client breaks must not count against the target.
 */
final class Exchange extends Request.Wrapper {
  private static final int ATTEMPTS = 3;

  private final String group;
  private final Target target;
  private final HttpFields headers;
  private volatile long sentNanos = System.nanoTime();
  private volatile long answeredNanos;
  private volatile boolean answered;
  private volatile boolean clientFailed;
  private volatile @Nullable Throwable givenUp;
  private volatile boolean waitingForClient;

  /** Whom to tell of more of the body. */
  private final AtomicReference<@Nullable Runnable> demanded = new AtomicReference<>();

  private int attempts = 1;

  Exchange(Request request, String group, Target target) {
    super(request);
    this.group = group;
    this.target = target;
    // "100 Continue" is said here, when the body is first read. A target need not know how.
    this.headers = HttpFields.build(request.getHeaders()).remove(HttpHeader.EXPECT);
  }

  String group() {
    return group;
  }

  Target target() {
    return target;
  }

  /** The target has begun to answer. */
  void answerBegins() {
    answeredNanos = System.nanoTime();
    answered = true;
  }

  /** How it ended, when the target's answer arrived whole. */
  Ending answered(int status) {
    return new Ending.Answered(status, Duration.ofNanos(answeredNanos - sentNanos));
  }

  /** How it ended, when it failed before the target's answer was passed on whole. */
  Ending failed(Throwable failure, int status) {
    if (clientFailed || (waitingForClient && isTimeout(failure))) {
      return answered ? answered(status) : new Ending.ClientGone();
    }
    return isTimeout(failure) ? new Ending.TimedOut() : new Ending.ConnectionError();
  }

  static boolean isTimeout(Throwable failure) {
    return failure instanceof TimeoutException
        || failure instanceof java.net.SocketTimeoutException;
  }

  /**
   * Whether it may be sent again after the target closed a kept connection: it did nothing there
   * that anyone has heard of, has no body, and its method promises to change nothing.
   */
  boolean mayBeSentAgain(Throwable failure, boolean connectionWasKept) {
    boolean safe =
        HttpMethod.GET.is(getMethod())
            || HttpMethod.HEAD.is(getMethod())
            || HttpMethod.OPTIONS.is(getMethod());
    boolean hasBody = getLength() > 0 || headers.contains(HttpHeader.TRANSFER_ENCODING);
    return connectionWasKept
        && safe
        && !hasBody
        && !answered
        && !clientFailed
        && !isTimeout(failure)
        && attempts < ATTEMPTS;
  }

  void sentAgain() {
    attempts++;
    givenUp = null;
    demanded.set(null);
    sentNanos = System.nanoTime();
  }

  /** The client's response, with its failures noticed. */
  Response watch(Response response) {
    return new Response.Wrapper(this, response) {
      @Override
      public void write(boolean last, ByteBuffer content, Callback callback) {
        waitingForClient = true;
        super.write(
            last,
            content,
            new Callback.Nested(callback) {
              @Override
              public void succeeded() {
                waitingForClient = false;
                super.succeeded();
              }

              @Override
              public void failed(Throwable failure) {
                clientFailed = true;
                super.failed(failure);
              }
            });
      }
    };
  }

  @Override
  public HttpFields getHeaders() {
    return headers;
  }

  @Override
  public Content.Chunk read() {
    Throwable ours = givenUp;
    if (ours != null) {
      return Content.Chunk.from(ours, true);
    }
    Content.Chunk chunk = super.read();
    if (Content.Chunk.isFailure(chunk)) {
      clientFailed = true;
    }
    return chunk;
  }

  @Override
  public void demand(Runnable callback) {
    waitingForClient = true;
    demanded.set(callback);
    super.demand(
        () -> {
          waitingForClient = false;
          Runnable next = demanded.getAndSet(null);
          if (next != null) {
            next.run();
          }
        });
  }

  /** Reads away what the client still sends; the target gets no more of it. */
  void giveUpBody(Throwable why, Consumer<Boolean> then) {
    givenUp = why;
    LeftOverBody.readAway(
        getWrapped(), next -> demanded.getAndUpdate(d -> d == null ? null : next) != null, then);
  }

  /**
   * The target wants no more of the body. Jetty's own request is not failed with it: that would
   * fail its response too, and the client would see the connection close in place of our 502.
   */
  @Override
  public void fail(Throwable failure) {
    givenUp = failure;
  }
}
