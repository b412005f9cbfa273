package dev.ingot.sandbox.cloud.proxy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * What a client has still to send of a request that nobody wants any more. An answer before its end
 * would end the connection too, and a client that is sending sees that in place of the answer.
 */
final class LeftOverBody {
  /** Of a longer one the rest is not waited for. */
  private static final long MOST_BYTES = 64 * 1024;

  /** Nor is it waited for from a client that takes its time. */
  private static final long LONGEST_MILLIS = 1_000;

  private final Request body;
  private final Consumer<Boolean> then;
  private final AtomicBoolean told = new AtomicBoolean();
  private long bytes;
  private boolean waited;

  private LeftOverBody(Request body, Consumer<Boolean> then) {
    this.body = body;
    this.then = then;
  }

  /**
   * Reads it away.
   *
   * @param demanded whether somebody has asked to be told of more, and will tell the runnable that
   *     he is given instead
   * @param then is told, once, whether the connection can serve another request
   */
  static void readAway(Request body, Demanded demanded, Consumer<Boolean> then) {
    LeftOverBody left = new LeftOverBody(body, then);
    if (demanded.instead(left::read)) {
      left.waitNoLonger();
    } else if (body.getHeaders().contains(HttpHeader.EXPECT, HttpHeaderValue.CONTINUE.asString())) {
      // To read would ask for it.
      left.tell(false);
    } else {
      left.read();
    }
  }

  private void waitNoLonger() {
    waited = true;
    body.getComponents()
        .getScheduler()
        .schedule(() -> tell(false), LONGEST_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tell(boolean whole) {
    if (!told.getAndSet(true)) {
      then.accept(whole);
    }
  }

  /** Takes a demand over that stands: there can be one only. */
  @FunctionalInterface
  interface Demanded {
    Demanded NONE = next -> false;

    /** False when there is none. */
    boolean instead(Runnable next);
  }

  private void read() {
    while (bytes <= MOST_BYTES) {
      Content.Chunk chunk = body.read();
      if (chunk == null) {
        if (!waited) {
          waitNoLonger();
        }
        body.demand(this::read);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        break;
      }
      bytes += chunk.remaining();
      chunk.release();
      if (chunk.isLast()) {
        tell(true);
        return;
      }
    }
    tell(false);
  }
}
