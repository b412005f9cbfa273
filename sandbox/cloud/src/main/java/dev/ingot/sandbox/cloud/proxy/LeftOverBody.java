package dev.ingot.sandbox.cloud.proxy;

import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;

/**
 * What a client has still to send of a request that nobody wants any more. An answer before its end
 * would end the connection too, and a client that is sending sees that in place of the answer.
 */
final class LeftOverBody {
  /** Of a longer one the rest is not waited for. */
  private static final long MOST_BYTES = 64 * 1024;

  private final Content.Source body;
  private final Consumer<Boolean> then;
  private long bytes;

  private LeftOverBody(Content.Source body, Consumer<Boolean> then) {
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
  static void readAway(Content.Source body, Demanded demanded, Consumer<Boolean> then) {
    LeftOverBody left = new LeftOverBody(body, then);
    if (!demanded.instead(left::read)) {
      left.read();
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
        body.demand(this::read);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        break;
      }
      bytes += chunk.remaining();
      chunk.release();
      if (chunk.isLast()) {
        then.accept(true);
        return;
      }
    }
    then.accept(false);
  }
}
