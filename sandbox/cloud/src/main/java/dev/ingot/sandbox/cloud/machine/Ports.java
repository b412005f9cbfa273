package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Gives out ports on 127.0.0.1, each to one machine of this JVM at a time. They come from below the
 * range out of which the system takes ports for outgoing connections, so nothing takes a port
 * between this check and the service's own bind.
 */
final class Ports {
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_767;
  private static final int TRIES = 1_000;
  private static final Set<Integer> TAKEN = new HashSet<>();

  private Ports() {}

  /**
   * A port that is free now and given to nobody else until it is given back.
   *
   * @throws IllegalStateException when none is found
   */
  static synchronized int take() {
    int ceiling = Math.min(HIGHEST, ephemeralFloor() - 1);
    for (int i = 0; i < TRIES; i++) {
      int port =
          ceiling > LOWEST ? ThreadLocalRandom.current().nextInt(LOWEST, ceiling + 1) : anyFree();
      if (!TAKEN.contains(port) && isFree(port)) {
        TAKEN.add(port);
        return port;
      }
    }
    throw new IllegalStateException("found no free port after " + TRIES + " tries");
  }

  static synchronized void giveBack(int port) {
    TAKEN.remove(port);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int anyFree() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException("no free port", e);
    }
  }

  /** Linux says where its range begins; elsewhere it begins above {@link #HIGHEST}. */
  private static int ephemeralFloor() {
    try {
      String range = Files.readString(Path.of("/proc/sys/net/ipv4/ip_local_port_range"));
      return Integer.parseInt(range.strip().split("\\s+", 2)[0]);
    } catch (IOException | NumberFormatException e) {
      return HIGHEST + 1;
    }
  }
}
