package dev.ingot.stage;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds records back that are not to be begun while the gate is closed, and says so once.
 * Everything here is called under the desk's lock.
 *
 * <p>When it may be over, one record at a time tries how it goes: what is held must not all come at
 * once.
 */
final class Gatekeeper<I> {
  /** From one trial to the next. */
  static final Duration TRIAL = Duration.ofSeconds(1);

  /** Nobody is held for longer than this, and half of it again, after the gate has opened. */
  static final Duration ASK_AGAIN = Duration.ofSeconds(4);

  private static final Logger log = LoggerFactory.getLogger(StageWorker.class);

  private final String stage;
  private final Gate<I> gate;
  private final History<I> history;
  private final Timers timers;
  private final Set<InHand<I>> held = new HashSet<>();
  private final Set<String> told = new HashSet<>();
  private long lastTrial;

  Gatekeeper(String stage, Gate<I> gate, History<I> history, Timers timers) {
    this.stage = stage;
    this.gate = gate;
    this.history = history;
    this.timers = timers;
    this.lastTrial = timers.now() - TRIAL.toNanos();
  }

  /** How long the record has to wait until it may ask again; empty when it may be looked at. */
  Optional<Duration> holds(InHand<I> record) {
    if (record.attempts > 0) {
      return Optional.empty();
    }
    Optional<Gate.Closed> closed = gate.closed(record.decoded());
    if (closed.isEmpty()) {
      tellOpen();
    }
    if (closed.isEmpty() || !history.silent(record)) {
      held.remove(record);
      return Optional.empty();
    }
    tell(closed.get().reason());
    if (closed.get().again().isPositive()) {
      held.add(record);
      // A little later for each, so that they come one after the other.
      return Optional.of(closed.get().again().plus(RetryPolicy.spread(TRIAL)));
    }
    if (timers.now() - lastTrial < TRIAL.toNanos()) {
      held.add(record);
      return Optional.of(RetryPolicy.spread(ASK_AGAIN));
    }
    lastTrial = timers.now();
    held.remove(record);
    return Optional.empty();
  }

  /** Done, or not ours any more. */
  void forget(InHand<I> record) {
    held.remove(record);
  }

  /** Records that are held back. */
  int held() {
    return held.size();
  }

  private void tell(String reason) {
    if (told.add(reason)) {
      log.warn("stage={} begins nothing new: {}", stage, reason);
    }
  }

  private void tellOpen() {
    if (!told.isEmpty()) {
      List<String> now = gate.reasons();
      told.removeIf(
          reason -> {
            boolean over = !now.contains(reason);
            if (over) {
              log.info("stage={} begins again; this is over: {}", stage, reason);
            }
            return over;
          });
    }
  }
}
