package dev.ingot.sandbox.cloud.model;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * All that the account has. Everything in it is read and written under the one lock; nobody blocks
 * while holding it.
 *
 * @param createdAt when there was nothing in it yet
 * @param vault parameters and secrets
 */
public record Account(
    Clock clock,
    ReentrantLock lock,
    Instant createdAt,
    Tags tags,
    Images images,
    Instances instances,
    LaunchTemplates templates,
    Groups groups,
    TargetGroups targetGroups,
    Rules rules,
    Commands commands,
    Vault vault) {

  /** One with nothing in it. */
  public static Account empty(Clock clock) {
    return new Account(
        clock,
        new ReentrantLock(),
        clock.instant(),
        new Tags(),
        new Images(),
        new Instances(),
        new LaunchTemplates(),
        new Groups(),
        new TargetGroups(),
        new Rules(),
        new Commands(),
        new Vault());
  }

  /** One with all that was kept in it. */
  public static Account of(Clock clock, Kept kept) {
    return new Account(
        clock,
        new ReentrantLock(),
        kept.createdAt,
        new Tags(kept.tags),
        new Images(kept.images),
        new Instances(kept.instances),
        new LaunchTemplates(kept.templates),
        new Groups(kept.groups),
        new TargetGroups(kept.targetGroups),
        new Rules(kept.rules),
        new Commands(kept.commands),
        new Vault(kept.vault));
  }

  /** What is kept across a restart: everything, as plain values that never change. */
  public record Kept(
      Instant createdAt,
      Map<String, Map<String, String>> tags,
      Images.Kept images,
      Instances.Kept instances,
      LaunchTemplates.Kept templates,
      List<Group.Kept> groups,
      List<TargetGroup.Kept> targetGroups,
      List<Rule> rules,
      List<Command.Kept> commands,
      Vault.Kept vault) {}

  /** What there is to be kept; the caller holds the lock. */
  public Kept keep() {
    return new Kept(
        createdAt,
        tags.keep(),
        images.keep(),
        instances.keep(),
        templates.keep(),
        groups.keep(),
        targetGroups.keep(),
        rules.keep(),
        commands.keep(),
        vault.keep());
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
