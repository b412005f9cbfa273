package dev.ingot.pipeline.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks names up, and waits for none longer than it may. The machine's own look-up cannot be broken
 * off: so there is one at a time for a name, of a thread of its own, and few at once for all.
 */
final class NameLookup {
  /** Look-ups that may hang at once. */
  static final int MOST = 8;

  private final Resolver resolver;
  private final ConcurrentMap<String, FutureTask<InetAddress>> underWay = new ConcurrentHashMap<>();

  NameLookup(Resolver resolver) {
    this.resolver = resolver;
  }

  /** The machine's own look-up; may take for ever. */
  interface Resolver {
    InetAddress resolve(String name) throws UnknownHostException;
  }

  /**
   * The address.
   *
   * @throws UnknownHostException when there is none within the time
   */
  InetAddress of(String name, Duration within) throws UnknownHostException {
    FutureTask<InetAddress> lookup = underWay.computeIfAbsent(name, this::start);
    try {
      return lookup.get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw unknown("the name was not found within %d ms".formatted(within.toMillis()), e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw unknown(cause == null ? "nobody says why" : String.valueOf(cause.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unknown("interrupted", e);
    }
  }

  private FutureTask<InetAddress> start(String name) {
    boolean full = underWay.size() >= MOST;
    FutureTask<InetAddress> lookup =
        new FutureTask<>(
            () -> {
              try {
                if (full) {
                  throw new UnknownHostException(
                      "%d other names are being looked up and none is found".formatted(MOST));
                }
                return resolver.resolve(name);
              } finally {
                underWay.remove(name);
              }
            });
    // Not a virtual thread: a native look-up keeps the thread that carries it.
    Thread.ofPlatform().daemon().name("look-up").start(lookup);
    return lookup;
  }

  private static UnknownHostException unknown(String why, Exception cause) {
    UnknownHostException unknown = new UnknownHostException(why);
    unknown.initCause(cause);
    return unknown;
  }
}
