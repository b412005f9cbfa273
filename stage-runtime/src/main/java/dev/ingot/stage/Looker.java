package dev.ingot.stage;

import dev.ingot.events.wire.RegistryUnavailableException;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;

/** One look at a record, or one attempt to abandon it, from the call to the encoded events. */
final class Looker<I extends SpecificRecord> {
  private static final Duration WITHOUT_LEASE = Duration.ofMillis(250);
  private static final Duration WITHOUT_REGISTRY = Duration.ofSeconds(1);

  private final Stage<I> stage;
  private final StageSpec<I> spec;
  private final Clock clock;
  private final HistoryStore<I> history;
  private final Lease lease;
  private final Encoder encoder;
  private final DeadLetters deadLetters;
  private final Tracing tracing;
  private final OutcomeLog<I> outcomes;
  private final Surprises surprises;

  Looker(
      Stage<I> stage,
      StageSpec<I> spec,
      Clock clock,
      HistoryStore<I> history,
      Lease lease,
      Encoder encoder,
      DeadLetters deadLetters,
      Tracing tracing,
      OutcomeLog<I> outcomes,
      Surprises surprises) {
    this.stage = stage;
    this.spec = spec;
    this.clock = clock;
    this.history = history;
    this.lease = lease;
    this.encoder = encoder;
    this.deadLetters = deadLetters;
    this.tracing = tracing;
    this.outcomes = outcomes;
    this.surprises = surprises;
  }

  /** Never throws: whatever a stage does has a result. */
  LookResult look(InHand<I> record, Desk<I> desk) {
    long began = System.nanoTime();
    Span span = tracing.look(record.raw.headers(), record.orderKey, record.attempts);
    LookResult result;
    Scope inSpan = span.makeCurrent();
    try {
      result = attempt(record, desk, tracing.carriedBy(span));
    } catch (LeaseLostException e) {
      result = new LookResult.NotNow(WITHOUT_LEASE, Sentences.of(e));
    } catch (RegistryUnavailableException e) {
      result = new LookResult.NotNow(WITHOUT_REGISTRY, Sentences.of(e));
    } catch (Throwable surprise) {
      // Errors too: a record whose look vanished would be in hand for ever.
      result = whatFollows(surprise);
    } finally {
      inSpan.close();
    }
    tracing.end(span, result);
    if (desk.owns(record)) {
      // What comes of a look at a record that is not ours any more counts for nothing.
      outcomes.looked(record, result, Duration.ofNanos(System.nanoTime() - began));
    }
    return result;
  }

  private LookResult whatFollows(Throwable surprise) {
    return surprises
        .passes(surprise)
        .<LookResult>map(notBefore -> new LookResult.Away(surprise, notBefore))
        .orElseGet(() -> new LookResult.Failed(surprise));
  }

  private LookResult attempt(InHand<I> record, Desk<I> desk, Headers cause) throws Exception {
    I event = record.decoded();
    StageContext context = new LookContext<>(record, clock, history, desk, lease);
    Abandonment why = record.abandonment;
    if (why != null) {
      List<Outgoing> outgoing = new ArrayList<>(encode(stage.abandon(event, context, why), cause));
      outgoing.add(deadLetters.givenUp(record.raw, why.attempts(), why.surprise()));
      return new LookResult.Finish(outgoing);
    }
    return switch (stage.look(event, context)) {
      case Outcome.Done done -> new LookResult.Finish(encode(done.events(), cause));
      case Outcome.CheckAgain again ->
          new LookResult.Rest(again.after(), encode(again.progress(), cause));
    };
  }

  private List<Outgoing> encode(List<Emission<?>> emissions, Headers cause) {
    for (Emission<?> emission : emissions) {
      if (!spec.outputs().contains(emission.topic())) {
        throw new IllegalArgumentException(
            "stage "
                + spec.name()
                + " does not emit to "
                + emission.topic()
                + ": add it to the spec");
      }
    }
    return encoder.encode(emissions, cause);
  }
}
