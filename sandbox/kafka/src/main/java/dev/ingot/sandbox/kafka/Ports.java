package dev.ingot.sandbox.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Free ports of the loopback address; free for a moment only, so the caller must be ready to retry.
 */
public final class Ports {
  private Ports() {}

  /** The port when nobody has it, else a free one; 0 takes a free one. */
  public static int thisOrFree(int port) {
    try {
      return bound(port);
    } catch (IOException e) {
      return free();
    }
  }

  public static int free() {
    try {
      return bound(0);
    } catch (IOException e) {
      throw new UncheckedIOException("no port of 127.0.0.1 is free", e);
    }
  }

  private static int bound(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket.getLocalPort();
    }
  }
}
