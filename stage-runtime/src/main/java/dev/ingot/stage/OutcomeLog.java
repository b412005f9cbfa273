package dev.ingot.stage;

import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line per outcome, with fixed keys; never a payload. Counts what it tells. */
final class OutcomeLog<I extends SpecificRecord> {
  private static final Logger log = LoggerFactory.getLogger(StageWorker.class);

  private final StageSpec<I> spec;
  private final WorkerMetrics metrics;

  OutcomeLog(StageSpec<I> spec, WorkerMetrics metrics) {
    this.spec = spec;
    this.metrics = metrics;
  }

  void looked(InHand<I> record, LookResult result, Duration took) {
    metrics.looked(took, result, record.failedLooks + record.failedAbandons > 0);
    boolean abandons = record.abandonment != null;
    switch (result) {
      case LookResult.Finish finish -> finished(record, abandons, took, finish.outgoing().size());
      case LookResult.Rest rest -> rested(record, took, rest.progress().size());
      case LookResult.NotNow notNow -> {
        if (log.isDebugEnabled()) {
          log.debug("{} outcome=not-now why=\"{}\"", keys(record), notNow.why());
        }
      }
      case LookResult.Away away -> away(record, abandons, away.surprise());
      case LookResult.Failed failed -> failed(record, abandons, failed.surprise());
    }
  }

  private void finished(InHand<I> record, boolean abandoned, Duration took, int messages) {
    if (abandoned) {
      metrics.deadLetter();
    }
    // The dead letter is no event.
    tell(record, abandoned ? "abandoned" : "done", took, abandoned ? messages - 1 : messages);
  }

  private void rested(InHand<I> record, Duration took, int events) {
    if (events > 0) {
      tell(record, "progress", took, events);
    } else if (log.isDebugEnabled()) {
      log.debug("{} outcome=check-again", keys(record));
    }
  }

  /** The stack once, with the first failure; the sentence every time. */
  private void failed(InHand<I> record, boolean abandons, Throwable surprise) {
    String outcome = abandons ? "not-abandoned-yet" : "failed";
    int before = abandons ? record.failedAbandons : record.failedLooks;
    String sentence = Sentences.of(surprise);
    if (before == 0) {
      log.warn("{} outcome={} failure=\"{}\"", keys(record), outcome, sentence, surprise);
    } else {
      log.warn("{} outcome={} failure=\"{}\"", keys(record), outcome, sentence);
    }
  }

  /** Said once: what is away is told of elsewhere, too. */
  private void away(InHand<I> record, boolean abandons, Throwable surprise) {
    if (abandons) {
      failed(record, true, surprise);
    } else if (record.awayLooks == 0) {
      log.warn("{} outcome=waits why=\"{}\"", keys(record), Sentences.of(surprise));
    } else if (log.isDebugEnabled()) {
      log.debug("{} outcome=waits why=\"{}\"", keys(record), Sentences.of(surprise));
    }
  }

  private void tell(InHand<I> record, String outcome, Duration took, int events) {
    // One text: to fill in a pattern costs as much again, for every record that passes.
    if (log.isInfoEnabled()) {
      log.info(
          keys(record) + " outcome=" + outcome + " events=" + events + " ms=" + took.toMillis());
    }
  }

  void poison(ConsumerRecord<byte[], byte[]> raw, Throwable why) {
    metrics.deadLetter();
    log.warn(
        "stage={} record={}-{}@{} outcome=dead-letter failure=\"{}\"",
        spec.name(),
        raw.topic(),
        raw.partition(),
        raw.offset(),
        Sentences.of(why));
  }

  private String keys(InHand<I> record) {
    I event = record.decoded();
    return "stage="
        + spec.name()
        + " service="
        + spec.input().service().apply(event)
        + " deployment="
        + spec.input().deployment().apply(event).orElse("-")
        + " attempt="
        + record.attempts;
  }
}
