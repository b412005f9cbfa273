package dev.ingot.stage;

import dev.ingot.events.wire.EventCodecs;
import dev.ingot.events.wire.RegistryUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Decodes a partition's backlog, in order, and puts it on the desk. */
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
  void run(Assignment<I> assignment, Desk<I> desk) {
    try {
      ConsumerRecord<byte[], byte[]> raw = desk.nextToTake(assignment);
      while (raw != null) {
        take(assignment, raw, desk);
        raw = desk.nextToTake(assignment);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      state.failed("taking records from " + assignment.partition + " failed", e);
    }
  }

  private void take(Assignment<I> assignment, ConsumerRecord<byte[], byte[]> raw, Desk<I> desk)
      throws InterruptedException {
    String trouble = "schemas of " + assignment.partition;
    for (int attempt = 1; desk.works(assignment); attempt++) {
      try {
        InHand<I> record = decoded(assignment, raw);
        state.well(trouble);
        history.need(record);
        desk.take(record);
        return;
      } catch (RegistryUnavailableException e) {
        state.trouble(trouble, "the schema registry is away: " + Sentences.of(e));
        Thread.sleep(REGISTRY.waitAfter(attempt));
      } catch (RuntimeException e) {
        // A stage's key or subject functions may not bear what did decode: poison all the same.
        outcomes.poison(raw, e);
        InHand<I> poison = InHand.poison(assignment, raw, clock.instant());
        desk.putAside(poison, List.of(deadLetters.poison(raw, e)));
        return;
      }
    }
  }

  private InHand<I> decoded(Assignment<I> assignment, ConsumerRecord<byte[], byte[]> raw) {
    I event = codecs.decode(raw.topic(), spec.input().event(), raw.value());
    return new InHand<>(assignment, raw, event, spec.orderKey().apply(event), clock.instant());
  }
}
