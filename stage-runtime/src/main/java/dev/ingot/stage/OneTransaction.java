package dev.ingot.stage;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;

/** The right to write some messages, all or none, as long as nobody else takes it. */
public final class OneTransaction implements AutoCloseable {
  private static final int COMMIT_TRIES = 3;

  private final KafkaProducer<byte[], byte[]> producer;

  OneTransaction(KafkaProducer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  /**
   * Writes all messages, to the partitions that they name; their offsets and times do not count.
   * Once.
   *
   * @throws LogToolException when nothing was written, or, saying so, when that is not known
   */
  public void commit(List<LogMessage> messages) {
    try {
      producer.beginTransaction();
      List<Future<?>> sent =
          messages.stream()
              .<Future<?>>map(
                  m ->
                      producer.send(
                          new ProducerRecord<>(
                              m.topic(), m.partition(), m.key(), m.value(), m.headers())))
              .toList();
      producer.flush();
      for (Future<?> one : sent) {
        if (one.state() == Future.State.FAILED) {
          throw new KafkaException(one.exceptionNow());
        }
      }
    } catch (KafkaException | IllegalStateException e) {
      throw undone(e);
    }
    end();
  }

  private void end() {
    for (int attempt = 1; ; attempt++) {
      try {
        producer.commitTransaction();
        return;
      } catch (TimeoutException e) {
        if (attempt == COMMIT_TRIES) {
          throw unknown(e);
        }
      } catch (KafkaException e) {
        // After a first try without an answer, that one may have succeeded.
        throw attempt == 1 ? undone(e) : unknown(e);
      }
    }
  }

  private static LogToolException unknown(RuntimeException e) {
    return new LogToolException(
        "the brokers did not say whether it was written; look before you try again", e);
  }

  private static LogToolException undone(RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProducerFencedException
          || cause instanceof InvalidProducerEpochException) {
        return new LogToolException("somebody else has taken it up; nothing was written", e);
      }
    }
    return new LogToolException("nothing was written: " + LogTool.rootSentence(e), e);
  }

  /** Undoes what is not committed. */
  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
  }
}
