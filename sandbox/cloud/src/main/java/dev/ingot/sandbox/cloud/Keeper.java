package dev.ingot.sandbox.cloud;

import dev.ingot.sandbox.cloud.model.Account;
import dev.ingot.sandbox.cloud.model.GroupKeeper;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at everything that changes by itself, five times a second and after every request. */
final class Keeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Keeper.class);
  private static final long INTERVAL_MILLIS = 200;
  private static final long SAVE_INTERVAL_MILLIS = 1_000;

  private final Account account;
  private final GroupKeeper groups;
  private final TargetKeeper targets;
  private final ToIntFunction<String> inFlight;
  private final ScheduledExecutorService clock;

  /**
   * @param inFlight how many requests are on their way to a target
   * @param save keeps what has changed, once a second
   */
  Keeper(
      Account account,
      GroupKeeper groups,
      TargetKeeper targets,
      ToIntFunction<String> inFlight,
      Runnable save) {
    this.account = account;
    this.groups = groups;
    this.targets = targets;
    this.inFlight = inFlight;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sandbox-keeper").factory());
    // Once before anybody asks.
    lookAlone();
    var unusedLooks =
        clock.scheduleWithFixedDelay(
            this::lookAlone, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    var unusedSaves =
        clock.scheduleWithFixedDelay(
            save, SAVE_INTERVAL_MILLIS, SAVE_INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void lookAlone() {
    try {
      account.alone(
          () -> {
            look();
            account.instances().sweep(account.now()).forEach(account.tags()::forget);
          });
    } catch (RuntimeException e) {
      // Thrown on, it would end the looking for good.
      log.error("a look at the account failed", e);
    }
  }

  /** Looks; the caller holds the account's lock. */
  void look() {
    groups.look();
    targets.look(inFlight);
  }

  /** Returns when no look runs any more. */
  @Override
  public void close() {
    clock.shutdownNow();
    clock.close();
  }
}
