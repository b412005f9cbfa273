package dev.ingot.stage;

import dev.ingot.events.topics.Topic;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** What one look may know. */
final class LookContext<I extends SpecificRecord> implements StageContext {
  private final InHand<I> record;
  private final int failedLooks;
  private final boolean lookedBefore;
  private final Clock clock;
  private final HistoryStore<I> history;
  private final Desk<I> desk;
  private final Lease lease;

  LookContext(InHand<I> record, Clock clock, HistoryStore<I> history, Desk<I> desk, Lease lease) {
    this.record = record;
    this.failedLooks = record.failedLooks;
    this.lookedBefore = record.attempts > 1;
    this.clock = clock;
    this.history = history;
    this.desk = desk;
    this.lease = lease;
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public <E extends SpecificRecord> List<E> history(Topic<E> topic) {
    return history.events(record, topic);
  }

  @Override
  public boolean newerWaiting() {
    return desk.newerWaiting(record);
  }

  @Override
  public boolean begun() {
    return lookedBefore || history.announced(record);
  }

  @Override
  public int failedLooks() {
    return failedLooks;
  }

  @Override
  public void requireLease() {
    if (!desk.owns(record)) {
      throw new LeaseLostException(record + " belongs to another worker now");
    }
    if (!lease.held()) {
      throw new LeaseLostException(
          "the last successful poll is " + lease.age().toMillis() + " ms old");
    }
  }
}
