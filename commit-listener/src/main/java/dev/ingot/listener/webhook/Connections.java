package dev.ingot.listener.webhook;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/**
 * Closes connections that have had no request in hand for too long. An idle timeout alone would
 * keep one for hours that drips a header's letter now and then, or a TLS handshake's.
 */
final class Connections {
  private final Duration longest;
  private final LongSupplier nanoTime;
  private final Set<SocketAddress> inHand = ConcurrentHashMap.newKeySet();
  private final Map<SocketAddress, Long> lastRequest = new ConcurrentHashMap<>();

  /** Only the sweeper's. */
  private final Map<EndPoint, Long> firstSeen = new HashMap<>();

  /**
   * @param longest without a request
   * @param nanoTime as {@link System#nanoTime}
   */
  Connections(Duration longest, LongSupplier nanoTime) {
    this.longest = longest;
    this.nanoTime = nanoTime;
  }

  void begin(Request request) {
    inHand.add(peer(request));
  }

  void end(Request request) {
    SocketAddress peer = peer(request);
    lastRequest.put(peer, nanoTime.getAsLong());
    inHand.remove(peer);
  }

  private static SocketAddress peer(Request request) {
    return request.getConnectionMetaData().getRemoteSocketAddress();
  }

  /** Looks at all that are open; to be called by one thread, again and again. */
  void sweep(Collection<EndPoint> open) {
    long now = nanoTime.getAsLong();
    Set<SocketAddress> peers = new HashSet<>();
    firstSeen.keySet().retainAll(new HashSet<>(open));
    for (EndPoint each : open) {
      SocketAddress peer = each.getRemoteSocketAddress();
      if (peer == null) {
        continue;
      }
      peers.add(peer);
      long seen = firstSeen.computeIfAbsent(each, e -> now);
      long served = lastRequest.getOrDefault(peer, seen);
      if (!inHand.contains(peer) && now - Math.max(seen, served) > longest.toNanos()) {
        each.close();
      }
    }
    lastRequest.keySet().retainAll(peers);
  }
}
