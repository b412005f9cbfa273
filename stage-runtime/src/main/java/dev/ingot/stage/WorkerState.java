package dev.ingot.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a worker is: what troubles it now, and whether it can go on at all. Thread-safe. */
final class WorkerState implements Health {
  private static final Logger log = LoggerFactory.getLogger(WorkerState.class);

  /** Without a poll for so long, nothing but a restart helps. */
  private static final long STALLED_NANOS = 60_000_000_000L;

  private final String stage;
  private final LongSupplier nanoTime;
  private final Supplier<List<String>> notes;
  private final Map<String, String> troubles = new ConcurrentSkipListMap<>();
  private volatile @Nullable String failure;
  private volatile boolean stopping;
  private volatile boolean polled;
  private volatile long lastPoll;

  WorkerState(String stage, LongSupplier nanoTime) {
    this(stage, nanoTime, List::of);
  }

  /**
   * @param notes what holds it back although it is well
   */
  WorkerState(String stage, LongSupplier nanoTime, Supplier<List<String>> notes) {
    this.stage = stage;
    this.notes = notes;
    this.nanoTime = nanoTime;
    this.lastPoll = nanoTime.getAsLong();
  }

  void polled() {
    lastPoll = nanoTime.getAsLong();
    polled = true;
  }

  /** Something is wrong that may pass; one sentence per kind of trouble. */
  void trouble(String kind, String sentence) {
    if (!sentence.equals(troubles.put(kind, sentence))) {
      log.warn("stage={} {}", stage, sentence);
    }
  }

  /** It has passed. */
  void well(String kind) {
    if (!troubles.isEmpty() && troubles.remove(kind) != null) {
      log.info("stage={} trouble with {} is over", stage, kind);
    }
  }

  /** Nothing but a restart helps. */
  void failed(String sentence, Throwable cause) {
    if (failure == null) {
      failure = sentence;
      log.error("stage={} stops: {}", stage, sentence, cause);
    }
  }

  void stopping() {
    stopping = true;
  }

  boolean hasFailed() {
    return failure != null;
  }

  @Override
  public boolean live() {
    return failure == null && (stopping || !stalled());
  }

  @Override
  public boolean ready() {
    return reasons().isEmpty();
  }

  @Override
  public List<String> reasons() {
    List<String> reasons = new ArrayList<>(troubles.values());
    if (failure != null) {
      reasons.add(failure);
    }
    if (stopping) {
      reasons.add("stopping");
    } else if (!polled) {
      reasons.add("has not joined its group yet");
    } else if (stalled()) {
      reasons.add("has not polled for over a minute");
    }
    return reasons;
  }

  @Override
  public List<String> notes() {
    return notes.get();
  }

  private boolean stalled() {
    return nanoTime.getAsLong() - lastPoll > STALLED_NANOS;
  }
}
