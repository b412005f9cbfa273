package dev.ingot.stage;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How it goes on with a record whose turn it is: when it is looked at, and what follows from what
 * came of it. Everything here is called under the desk's lock.
 */
final class Turns<I> {
  /** News during the wait after a failure is acted on within this time. */
  static final Duration AFTER_NEWS = Duration.ofMillis(250);

  private final Patience patience;
  private final RetryPolicy retries;
  private final Gatekeeper<I> gatekeeper;
  private final Timers timers;
  private final History<I> history;
  private final Hands<I> hands;
  private final Consumer<Runnable> locked;

  /**
   * @param locked runs an action under the desk's lock
   */
  Turns(
      Patience patience,
      Gatekeeper<I> gatekeeper,
      Timers timers,
      History<I> history,
      Hands<I> hands,
      Consumer<Runnable> locked) {
    this.patience = patience;
    this.retries = patience.retries();
    this.gatekeeper = gatekeeper;
    this.timers = timers;
    this.history = history;
    this.hands = hands;
    this.locked = locked;
  }

  /** It is the first of its order key now. */
  void first(InHand<I> record) {
    record.state = InHand.State.RESTING;
    look(record);
  }

  /** Something new is there, or its history is complete. */
  void wakeUp(InHand<I> record) {
    switch (record.state) {
      case RESTING -> {
        if (record.failedLooks + record.awayLooks == 0 || !record.waits()) {
          look(record);
        } else {
          hurry(record);
        }
      }
      case LOOKING, COMMITTING -> record.woken = true;
      case QUEUED, GONE -> {}
    }
  }

  /** What came of a look. */
  void looked(InHand<I> record, LookResult result) {
    switch (result) {
      case LookResult.Finish finish -> commit(record, true, finish.outgoing());
      case LookResult.Rest rest -> rest(record, rest);
      case LookResult.Failed failed -> again(record, waitAfter(record, failed));
      case LookResult.Away away -> again(record, waitAfter(record, away));
      case LookResult.NotNow notNow -> again(record, notNow.after());
    }
  }

  /** The progress of a look has been committed. */
  void progressed(InHand<I> record) {
    again(record, Duration.ofNanos(record.restNanos));
  }

  /** Hands what came of a look to the committer. */
  void commit(InHand<I> record, boolean finished, List<Outgoing> outgoing) {
    record.state = InHand.State.COMMITTING;
    record.assignment.busy++;
    hands.commit(new Settlement<>(record, finished, outgoing));
  }

  /** Done, or not ours any more. */
  void end(InHand<I> record) {
    record.state = InHand.State.GONE;
    record.cancelTimer();
    gatekeeper.forget(record);
    history.forget(record);
    if (record.looker != null) {
      record.looker.interrupt();
    }
  }

  private void rest(InHand<I> record, LookResult.Rest rest) {
    record.failedLooks = 0;
    record.awayLooks = 0;
    record.failedAbandons = 0;
    record.hurried = false;
    if (rest.progress().isEmpty()) {
      again(record, rest.atMost());
    } else {
      record.restNanos = rest.atMost().toNanos();
      commit(record, false, rest.progress());
    }
  }

  /** What is new may change everything: the next look waits for a moment only. */
  private void hurry(InHand<I> record) {
    if (record.timerAt - timers.now() > AFTER_NEWS.toNanos()) {
      if (!record.hurried) {
        record.hurried = true;
        record.plannedAt = record.timerAt;
      }
      schedule(record, AFTER_NEWS.toNanos());
    }
  }

  private Duration waitAfter(InHand<I> record, LookResult.Failed failed) {
    Optional<Duration> planned = leftOfPlanned(record);
    if (planned.isPresent()) {
      return planned.get();
    }
    if (record.abandonment != null) {
      return retries.waitAfter(++record.failedAbandons);
    }
    record.failedLooks++;
    return record.failedLooks < retries.tries()
        ? retries.waitAfter(record.failedLooks)
        : abandon(record, failed.surprise());
  }

  private Duration waitAfter(InHand<I> record, LookResult.Away away) {
    if (record.abandonment != null) {
      return waitAfter(record, new LookResult.Failed(away.surprise()));
    }
    Optional<Duration> planned = leftOfPlanned(record);
    if (planned.isPresent()) {
      return planned.get();
    }
    if (record.awayLooks++ == 0) {
      record.awaySince = timers.now();
    }
    if (timers.now() - record.awaySince > patience.longestAway().toNanos()) {
      return abandon(record, away.surprise());
    }
    return away.notBefore().isZero()
        ? retries.waitAfter(record.awayLooks)
        : RetryPolicy.spread(away.notBefore());
  }

  private static <I> Duration abandon(InHand<I> record, Throwable surprise) {
    record.abandonment =
        new Abandonment(Sentences.of(surprise), record.failedLooks + record.awayLooks, surprise);
    return Duration.ZERO;
  }

  /** News must not use up the tries: after a look that they caused, the planned one is to come. */
  private Optional<Duration> leftOfPlanned(InHand<I> record) {
    if (!record.hurried) {
      return Optional.empty();
    }
    record.hurried = false;
    return Optional.of(Duration.ofNanos(record.plannedAt - timers.now()))
        .filter(Duration::isPositive);
  }

  private void again(InHand<I> record, Duration after) {
    record.state = InHand.State.RESTING;
    if ((record.woken && record.failedLooks + record.awayLooks == 0) || after.isZero()) {
      look(record);
    } else {
      schedule(record, after.toNanos());
      if (record.woken && record.waits()) {
        hurry(record);
      }
    }
  }

  /** Now, or when the pace allows; while the history is not complete, its completion wakes. */
  private void look(InHand<I> record) {
    if (record.assignment.phase != Assignment.Phase.WORKING || !history.complete(record)) {
      return;
    }
    long early = record.lastLookNanos + patience.pacing().toNanos() - timers.now();
    if (record.attempts > 0 && early > 0) {
      schedule(record, early);
      return;
    }
    Optional<Duration> held = gatekeeper.holds(record);
    if (held.isPresent()) {
      schedule(record, held.get().toNanos());
      return;
    }
    record.cancelTimer();
    record.state = InHand.State.LOOKING;
    record.woken = false;
    record.lastLookNanos = timers.now();
    record.attempts++;
    record.assignment.busy++;
    record.looker = hands.look(record);
  }

  private void schedule(InHand<I> record, long nanos) {
    record.cancelTimer();
    if (record.assignment.phase == Assignment.Phase.WORKING) {
      record.timerAt = timers.now() + nanos;
      long plan = record.plan;
      record.timer = timers.after(nanos, () -> locked.accept(() -> timeHasCome(record, plan)));
    }
  }

  private void timeHasCome(InHand<I> record, long plan) {
    if (plan != record.plan) {
      return;
    }
    record.timer = null;
    if (record.state == InHand.State.RESTING) {
      look(record);
    }
  }
}
