package dev.ingot.sandbox.cloud.fault;

import dev.ingot.sandbox.cloud.wire.AwsError;
import dev.ingot.sandbox.cloud.wire.Protocol;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What is to go wrong with the AWS API. Faults of an action strike in the order in which they were
 * asked for, one per call. Safe for use by many threads.
 *
 * <p>An action is named as in {@code ModifyRule} or, with the service that signs it, {@code
 * elasticloadbalancing:ModifyRule}; {@code ec2:*} is every action of a service, and {@code *} every
 * action. The most exact name that has a fault decides. S3's actions are named as in its API:
 * {@code PutObject}.
 */
public final class Faults implements AutoCloseable {
  /** Every action. */
  public static final String ANY = "*";

  private final Set<String> known;
  private final Map<String, Deque<Planned>> planned = new HashMap<>();
  private final Map<String, Integer> struck = new HashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * @param calls how many more it strikes; empty until it is cleared
   */
  private record Planned(Fault fault, Optional<Integer> calls) {}

  /**
   * Begins with none.
   *
   * @param known all actions there are, as {@code service:Action}
   */
  public Faults(Set<String> known) {
    this.known = Set.copyOf(known);
  }

  /**
   * Strikes the action's next calls, after those that were asked for before.
   *
   * @param calls 1 or more
   * @throws IllegalArgumentException when there is no such action
   */
  public synchronized void next(String action, int calls, Fault fault) {
    if (calls < 1) {
      throw new IllegalArgumentException("a fault strikes 1 call or more, not " + calls);
    }
    plan(action, new Planned(fault, Optional.of(calls)));
  }

  /**
   * Strikes every call of the action until it is cleared.
   *
   * @throws IllegalArgumentException when there is no such action
   */
  public synchronized void always(String action, Fault fault) {
    plan(action, new Planned(fault, Optional.empty()));
  }

  private void plan(String action, Planned one) {
    if (known.stream().noneMatch(name -> names(name).contains(action))) {
      throw new IllegalArgumentException("the sandbox has no action " + action);
    }
    planned.computeIfAbsent(action, name -> new ArrayDeque<>()).add(one);
  }

  /** Drops what was asked for under this name; delays that have begun go on. */
  public synchronized void clear(String action) {
    planned.remove(action);
  }

  /** Drops all that was asked for. */
  public synchronized void clear() {
    planned.clear();
  }

  /** How many calls were struck because of a fault under this name. */
  public synchronized int struck(String action) {
    return struck.getOrDefault(action, 0);
  }

  /** A call, with its effect. */
  @FunctionalInterface
  public interface Call<T> {
    T perform() throws IOException;
  }

  /**
   * Performs a call, or lets it fail as it was asked to; for the API alone.
   *
   * @param action as {@code service:Action}
   * @throws DroppedException when it is not to be answered
   */
  public <T> T around(String action, Protocol protocol, Call<T> call) throws IOException {
    Optional<Fault> fault = take(action);
    if (fault.isEmpty()) {
      return call.perform();
    }
    if (!fault.get().late()) {
      strike(fault.get(), protocol);
      return call.perform();
    }
    T answer;
    try {
      answer = call.perform();
    } catch (AwsError refused) {
      // What the caller would have been told is withheld, be it a refusal.
      strike(fault.get(), protocol);
      throw refused;
    }
    strike(fault.get(), protocol);
    return answer;
  }

  private synchronized Optional<Fault> take(String action) {
    for (String name : names(action)) {
      Deque<Planned> queue = planned.getOrDefault(name, new ArrayDeque<>());
      if (!queue.isEmpty()) {
        Planned first = queue.remove();
        int left = first.calls().orElse(Integer.MAX_VALUE) - 1;
        if (first.calls().isEmpty()) {
          queue.addFirst(first);
        } else if (left > 0) {
          queue.addFirst(new Planned(first.fault(), Optional.of(left)));
        }
        struck.merge(name, 1, Integer::sum);
        return Optional.of(first.fault());
      }
    }
    return Optional.empty();
  }

  /** What an action may be called, the most exact first. */
  private static List<String> names(String action) {
    int colon = action.indexOf(':');
    return List.of(action, action.substring(colon + 1), action.substring(0, colon) + ":*", ANY);
  }

  private void strike(Fault fault, Protocol protocol) {
    switch (fault.kind()) {
      case Fault.Kind.Refused refused -> {
        AwsError error = refused.words().apply(protocol);
        throw error;
      }
      case Fault.Kind.Dropped dropped -> throw new DroppedException();
      case Fault.Kind.Delayed delayed -> {
        try {
          if (closed.await(delayed.by().toNanos(), TimeUnit.NANOSECONDS)) {
            throw new DroppedException();
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new DroppedException();
        }
      }
    }
  }

  /** Ends all delays; who waits for them is not answered. */
  @Override
  public void close() {
    closed.countDown();
  }
}
