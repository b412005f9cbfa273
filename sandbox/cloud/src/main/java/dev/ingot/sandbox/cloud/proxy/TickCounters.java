package dev.ingot.sandbox.cloud.proxy;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** {@link Counters} in memory: a group costs as much as the seconds in which it had requests. */
final class TickCounters implements Counters {
  /** So many seconds are remembered. */
  static final int MEMORY = 3_600;

  private final Clock clock;
  private final long start;
  private final Map<String, Ring> rings = new ConcurrentHashMap<>();
  private final Map<String, Integer> inFlight = new ConcurrentHashMap<>();
  private final Map<String, Integer> inFlightOnTarget = new ConcurrentHashMap<>();

  TickCounters(Clock clock) {
    this.clock = clock;
    this.start = clock.instant().getEpochSecond();
  }

  /** How a request ended that was sent to a target. */
  sealed interface Ending {
    /**
     * The target answered.
     *
     * @param toAnswer from the request sent to the answer begun
     */
    record Answered(int status, Duration toAnswer) implements Ending {}

    /** The target refused, or broke off. */
    record ConnectionError() implements Ending {}

    /** The target was silent for too long. */
    record TimedOut() implements Ending {}

    /** The client went away before the target had answered; nobody's failure. */
    record ClientGone() implements Ending {}
  }

  /** A request is about to be sent; followed by {@link #release}. */
  void begin(String group, String target) {
    inFlight.merge(group, 1, Integer::sum);
    inFlightOnTarget.merge(target, 1, Integer::sum);
  }

  /** A request is no longer in flight. */
  void release(String group, String target) {
    inFlight.computeIfPresent(group, (key, count) -> count > 1 ? count - 1 : null);
    inFlightOnTarget.computeIfPresent(target, (key, count) -> count > 1 ? count - 1 : null);
  }

  /** Counts how a request ended. */
  void count(String group, Ending ending) {
    rings.computeIfAbsent(group, g -> new Ring()).add(ending);
  }

  @Override
  public List<Tick> ticks(String targetGroup, long fromEpochSecond, long toEpochSecond) {
    Ring ring = rings.get(targetGroup);
    return ring == null
        ? new Ring().between(fromEpochSecond, toEpochSecond)
        : ring.between(fromEpochSecond, toEpochSecond);
  }

  @Override
  public int inFlight(String targetGroup) {
    return inFlight.getOrDefault(targetGroup, 0);
  }

  @Override
  public int inFlightOnTarget(String targetId) {
    return inFlightOnTarget.getOrDefault(targetId, 0);
  }

  @Override
  public void forget(String targetGroup) {
    rings.remove(targetGroup);
  }

  private static Tick zero(long second) {
    return new Tick(second, 0, 0, 0, 0, 0, 0, 0, 0, 0, new ResponseTimes());
  }

  private static Tick plus(Tick t, Ending ending) {
    return switch (ending) {
      case Ending.Answered(int status, Duration toAnswer) -> {
        double seconds = toAnswer.toNanos() / 1e9;
        // Seen by others only when the second is over, and then never changed again.
        t.responseTimes().add(seconds);
        yield new Tick(
            t.epochSecond(),
            t.requests() + 1,
            t.status2xx() + (status / 100 == 2 ? 1 : 0),
            t.status3xx() + (status / 100 == 3 ? 1 : 0),
            t.status4xx() + (status / 100 == 4 ? 1 : 0),
            t.status5xx() + (status / 100 == 5 ? 1 : 0),
            t.connectionErrors(),
            t.timeouts(),
            t.responseSecondsSum() + seconds,
            Math.max(t.responseSecondsMax(), seconds),
            t.responseTimes());
      }
      case Ending.ConnectionError() -> failed(t, 1, 0);
      case Ending.TimedOut() -> failed(t, 0, 1);
      case Ending.ClientGone() -> failed(t, 0, 0);
    };
  }

  private static Tick failed(Tick t, int connectionErrors, int timeouts) {
    return new Tick(
        t.epochSecond(),
        t.requests() + 1,
        t.status2xx(),
        t.status3xx(),
        t.status4xx(),
        t.status5xx(),
        t.connectionErrors() + connectionErrors,
        t.timeouts() + timeouts,
        t.responseSecondsSum(),
        t.responseSecondsMax(),
        t.responseTimes());
  }

  /** A group's seconds. The clock is read under the lock, so a closed second never changes. */
  private final class Ring {
    private @Nullable Tick @Nullable [] ticks;
    private long latest;

    synchronized void add(Ending ending) {
      if (ticks == null) {
        ticks = new Tick[MEMORY];
      }
      latest = Math.max(latest, clock.instant().getEpochSecond()); // clocks may step back
      int slot = Math.floorMod(latest, MEMORY);
      Tick tick = ticks[slot];
      if (tick == null || tick.epochSecond() != latest) {
        tick = zero(latest);
      }
      ticks[slot] = plus(tick, ending);
    }

    synchronized List<Tick> between(long from, long to) {
      long now = Math.max(latest, clock.instant().getEpochSecond());
      List<Tick> list = new ArrayList<>();
      // One second less than the ring has: its oldest slot is about to be the current one.
      long first = Math.max(Math.max(from, start), now - MEMORY + 1);
      for (long second = first; second < Math.min(to, now); second++) {
        Tick tick = ticks == null ? null : ticks[Math.floorMod(second, MEMORY)];
        list.add(tick != null && tick.epochSecond() == second ? tick : zero(second));
      }
      return list;
    }
  }
}
