package dev.ingot.stage;

import dev.ingot.events.wire.EventCodecs;
import dev.ingot.events.wire.RegistryUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Decodes a partition's backlog, in order, and puts it on the desk, some at a time. */
final class Intake<I extends SpecificRecord> {
  private static final RetryPolicy REGISTRY =
      new RetryPolicy(Integer.MAX_VALUE, Duration.ofMillis(200), Duration.ofSeconds(5));

  private final StageSpec<I> spec;
  private final EventCodecs codecs;
  private final DeadLetters deadLetters;
  private final History<I> history;
  private final WorkerState state;
  private final OutcomeLog<I> outcomes;
  private final Clock clock;

  Intake(
      StageSpec<I> spec,
      EventCodecs codecs,
      DeadLetters deadLetters,
      History<I> history,
      WorkerState state,
      OutcomeLog<I> outcomes,
      Clock clock) {
    this.spec = spec;
    this.codecs = codecs;
    this.deadLetters = deadLetters;
    this.history = history;
    this.state = state;
    this.outcomes = outcomes;
    this.clock = clock;
  }

  /** Until there is no more, or no room, or the partition is not ours any more. */
  @SuppressWarnings("ThreadPriorityCheck") // a hint: only how much is on the heap depends on it
  void run(Assignment<I> assignment, Desk<I> desk) {
    try {
      for (List<ConsumerRecord<byte[], byte[]>> next = desk.nextToTake(assignment);
          !next.isEmpty();
          next = desk.nextToTake(assignment)) {
        take(assignment, next, desk);
        // What is decoded and not looked at only fills the heap: the looks come first.
        Thread.yield();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      // Errors too: a partition whose taking has vanished would stand still, and seem well.
      state.failed("taking records from " + assignment.partition + " failed", e);
    }
  }

  /** What is decoded goes to the desk together; nothing overtakes what came before it. */
  private void take(
      Assignment<I> assignment, List<ConsumerRecord<byte[], byte[]>> next, Desk<I> desk)
      throws InterruptedException {
    String trouble = "schemas of " + assignment.partition;
    List<InHand<I>> decoded = new ArrayList<>(next.size());
    for (ConsumerRecord<byte[], byte[]> raw : next) {
      for (int attempt = 1; ; attempt++) {
        try {
          decoded.add(decoded(assignment, raw));
          break;
        } catch (RegistryUnavailableException e) {
          hand(decoded, desk);
          state.trouble(trouble, "the schema registry is away: " + Sentences.of(e));
          Thread.sleep(REGISTRY.waitAfter(attempt));
        } catch (RuntimeException | StackOverflowError e) {
          // A stage's key or subject functions may not bear what did decode: poison all the same.
          // So is what is nested too deeply. Other errors are the process's, not the record's.
          hand(decoded, desk);
          putAside(assignment, raw, e, desk);
          break;
        }
        if (!desk.works(assignment)) {
          state.well(trouble);
          return;
        }
      }
    }
    state.well(trouble);
    hand(decoded, desk);
  }

  private static <I> void hand(List<InHand<I>> decoded, Desk<I> desk) {
    if (!decoded.isEmpty()) {
      desk.take(decoded);
      decoded.clear();
    }
  }

  private void putAside(
      Assignment<I> assignment, ConsumerRecord<byte[], byte[]> raw, Throwable why, Desk<I> desk) {
    outcomes.poison(raw, why);
    InHand<I> poison = InHand.poison(assignment, raw, clock.instant());
    desk.putAside(poison, List.of(deadLetters.poison(raw, why)));
  }

  private InHand<I> decoded(Assignment<I> assignment, ConsumerRecord<byte[], byte[]> raw) {
    I event = codecs.decode(raw.topic(), spec.input().event(), raw.value());
    InHand<I> record =
        new InHand<>(assignment, raw, event, spec.orderKey().apply(event), clock.instant());
    history.need(record);
    return record;
  }
}
