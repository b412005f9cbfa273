package dev.ingot.stage;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A record that this worker has taken in hand. Its mutable part is guarded by the desk's lock. */
final class InHand<I> {
  /** Where the record is on its way. */
  enum State {
    /** Behind another of its order key. */
    QUEUED,
    /** Its turn: a look begins when its history is complete, its time has come, or it is woken. */
    RESTING,
    LOOKING,
    /** The committer has what came of the look. */
    COMMITTING,
    /** Done, or not ours any more. */
    GONE
  }

  final Assignment<I> assignment;
  final ConsumerRecord<byte[], byte[]> raw;
  final @Nullable I event;
  final String orderKey;
  final Instant takenAt;

  State state = State.QUEUED;

  /** Something new came up while it could not be looked at. */
  boolean woken;

  int attempts;
  int failedLooks;

  /** Looks in a row that came to nothing because something is away. */
  int awayLooks;

  /** When the first of them was, as {@link Timers#now}. */
  long awaySince;

  long lastLookNanos;

  /** Set when the tries are used up: from then on it is abandoned, not looked at. */
  @Nullable Abandonment abandonment;

  int failedAbandons;
  @Nullable Future<?> timer;

  /** Grows with each plan, so that a timer that was cancelled too late is known for what it is. */
  long plan;

  /** When the timer fires, as {@link Timers#now}. */
  long timerAt;

  /** Whether news has cut the wait after a failure; the planned try is still to come. */
  boolean hurried;

  /** When that try was planned, as {@link Timers#now}. */
  long plannedAt;

  @Nullable Thread looker;

  /** What is known about whom the record is about; guarded by the history's lock. */
  List<HistoryStore.Log<I>> histories = List.of();

  /** How long to rest after the progress that is being committed, in nanoseconds. */
  long restNanos;

  /**
   * A record that did not decode has no event, and no order key.
   *
   * @param event null for poison
   */
  InHand(
      Assignment<I> assignment,
      ConsumerRecord<byte[], byte[]> raw,
      @Nullable I event,
      String orderKey,
      Instant takenAt) {
    this.assignment = assignment;
    this.raw = raw;
    this.event = event;
    this.orderKey = orderKey;
    this.takenAt = takenAt;
  }

  /** A record that does not decode; nothing else has its order key. */
  static <I> InHand<I> poison(
      Assignment<I> assignment, ConsumerRecord<byte[], byte[]> raw, Instant takenAt) {
    return new InHand<>(assignment, raw, null, "poison@" + raw.offset() + "\0", takenAt);
  }

  /** The event of a record that did decode. */
  I decoded() {
    if (event == null) {
      throw new IllegalStateException("poison has no event: " + this);
    }
    return event;
  }

  int size() {
    return size(raw);
  }

  /** Bytes of key and value. */
  static int size(ConsumerRecord<byte[], byte[]> raw) {
    return Math.max(0, raw.serializedKeySize()) + Math.max(0, raw.serializedValueSize());
  }

  /** Whether a timer will call for the next look. */
  boolean waits() {
    return timer != null;
  }

  void cancelTimer() {
    plan++;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  @Override
  public String toString() {
    return raw.topic() + "-" + raw.partition() + "@" + raw.offset();
  }
}
