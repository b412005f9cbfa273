package dev.ingot.listener.webhook;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * What of a small body is there already when its request is: most often all of it, and then no
 * thread has to wait.
 *
 * @param whole whether there is nothing to come
 */
@SuppressWarnings("ArrayRecordComponent") // Two are never compared.
record EarlyBytes(byte[] bytes, boolean whole) {
  /** As much as bodies are held without being counted. */
  private static final int MOST = 16 * 1024;

  /** Takes what is there, of a body that says that it is small; nothing of others. */
  static EarlyBytes of(Request request) {
    long length = request.getLength();
    if (length < 0 || length > MOST) {
      return new EarlyBytes(new byte[0], false);
    }
    byte[] bytes = new byte[(int) length];
    int taken = 0;
    while (true) {
      Content.Chunk chunk = request.read();
      // A failure is told again to whoever reads on.
      if (chunk == null || Content.Chunk.isFailure(chunk)) {
        return new EarlyBytes(Arrays.copyOf(bytes, taken), false);
      }
      ByteBuffer some = chunk.getByteBuffer();
      int more = some.remaining();
      some.get(bytes, taken, more);
      taken += more;
      boolean last = chunk.isLast();
      chunk.release();
      if (last) {
        return new EarlyBytes(taken == length ? bytes : Arrays.copyOf(bytes, taken), true);
      }
    }
  }

  InputStream stream() {
    return new ByteArrayInputStream(bytes);
  }
}
