package dev.ingot.sandbox.cloud.model;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * All that the account has. Everything in it is read and written under the one lock; nobody blocks
 * while holding it.
 *
 * @param parameters SSM's, by name
 */
public record Account(
    Clock clock,
    ReentrantLock lock,
    Tags tags,
    Images images,
    Instances instances,
    LaunchTemplates templates,
    Groups groups,
    TargetGroups targetGroups,
    Rules rules,
    Commands commands,
    Map<String, String> parameters) {

  /** One with nothing in it. */
  public static Account empty(Clock clock) {
    return new Account(
        clock,
        new ReentrantLock(),
        new Tags(),
        new Images(),
        new Instances(),
        new LaunchTemplates(),
        new Groups(),
        new TargetGroups(),
        new Rules(),
        new Commands(),
        new ConcurrentHashMap<>());
  }

  public Instant now() {
    return clock.instant();
  }

  /** Does something alone. */
  public <T> T alone(Supplier<T> what) {
    lock.lock();
    try {
      return what.get();
    } finally {
      lock.unlock();
    }
  }

  /** Does something alone. */
  public void alone(Runnable what) {
    lock.lock();
    try {
      what.run();
    } finally {
      lock.unlock();
    }
  }
}
