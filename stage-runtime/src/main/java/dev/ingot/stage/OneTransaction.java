package dev.ingot.stage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The right to write some messages, all or none, as long as nobody else takes it. */
public final class OneTransaction implements AutoCloseable {
  private static final int COMMIT_TRIES = 3;

  /** Brokers refuse what is of a time an hour ahead of theirs, and not what is old. */
  private static final Duration SURELY_PAST = Duration.ofDays(1);

  private final KafkaProducer<byte[], byte[]> producer;
  private final Supplier<Instant> began;

  /**
   * @param began when the brokers say that the transaction began that is open
   */
  OneTransaction(KafkaProducer<byte[], byte[]> producer, Supplier<Instant> began) {
    this.producer = producer;
    this.began = began;
  }

  /**
   * What time it is by the brokers' clock, whatever this machine's says. Begins a transaction with
   * an empty message, asks when that was, and undoes it: nobody who reads what is committed sees
   * anything of it.
   *
   * @param partition of the topic, one that the right is for
   * @throws LogToolException when the brokers do not say it
   */
  public Instant brokersTime(String topic, int partition) {
    try {
      producer.beginTransaction();
      long old = System.currentTimeMillis() - SURELY_PAST.toMillis();
      send(List.of(new ProducerRecord<>(topic, partition, old, null, null, null)));
      Instant time = began.get();
      producer.abortTransaction();
      return time;
    } catch (KafkaException | IllegalStateException e) {
      throw undone(e);
    }
  }

  /**
   * Writes all messages, to the partitions that they name, as of now; their offsets and times do
   * not count.
   *
   * @throws LogToolException when nothing was written, or, saying so, when that is not known
   */
  public void commit(List<LogMessage> messages) {
    write(messages, null);
  }

  /**
   * The same, as of a time.
   *
   * @param at what Kafka is to say of the messages' time, in place of this machine's clock
   * @throws LogToolException when nothing was written, or, saying so, when that is not known
   */
  public void commit(List<LogMessage> messages, Instant at) {
    write(messages, at.toEpochMilli());
  }

  private void write(List<LogMessage> messages, @Nullable Long at) {
    try {
      producer.beginTransaction();
      send(
          messages.stream()
              .map(
                  m ->
                      new ProducerRecord<>(
                          m.topic(), m.partition(), at, m.key(), m.value(), m.headers()))
              .toList());
    } catch (KafkaException | IllegalStateException e) {
      throw undone(e);
    }
    end();
  }

  private void send(List<ProducerRecord<byte[], byte[]>> records) {
    List<Future<?>> sent = records.stream().<Future<?>>map(producer::send).toList();
    producer.flush();
    for (Future<?> one : sent) {
      if (one.state() == Future.State.FAILED) {
        throw new KafkaException(one.exceptionNow());
      }
    }
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
