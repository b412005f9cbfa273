package dev.ingot.sandbox.cloud.proxy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Chooses the target of a request: round robin over those that may get one. */
final class TargetPicker {
  /** Targets may go away while one is being chosen; so often it is tried again. */
  private static final int TRIES = 8;

  private final TargetSource source;
  private final TickCounters counters;
  private final Map<String, AtomicInteger> turns = new ConcurrentHashMap<>();

  TargetPicker(TargetSource source, TickCounters counters) {
    this.source = source;
    this.counters = counters;
  }

  /**
   * The healthy targets; all that don't drain when none is healthy, for a request that may fail is
   * better than one that must.
   */
  static List<Target> eligible(List<Target> targets) {
    List<Target> healthy =
        targets.stream().filter(target -> target.state() == Target.State.HEALTHY).toList();
    return healthy.isEmpty()
        ? targets.stream().filter(target -> target.state() != Target.State.DRAINING).toList()
        : healthy;
  }

  /** A target that is counted as having one more request in flight; empty when there is none. */
  Optional<Target> pick(String group) {
    for (int i = 0; i < TRIES; i++) {
      List<Target> eligible = eligible(source.targets(group));
      if (eligible.isEmpty()) {
        return Optional.empty();
      }
      int turn = turns.computeIfAbsent(group, g -> new AtomicInteger()).getAndIncrement();
      Target target = eligible.get(Math.floorMod(turn, eligible.size()));
      counters.begin(group, target.id());
      // Counted first, then looked at again: so whoever has made it drain and then sees nothing in
      // flight can be sure that nothing follows.
      if (mayGetRequests(target, source.targets(group))) {
        return Optional.of(target);
      }
      counters.release(group, target.id());
    }
    return Optional.empty();
  }

  private static boolean mayGetRequests(Target target, List<Target> now) {
    return now.stream()
        .anyMatch(
            other ->
                other.id().equals(target.id())
                    && other.address().equals(target.address())
                    && other.state() != Target.State.DRAINING);
  }
}
