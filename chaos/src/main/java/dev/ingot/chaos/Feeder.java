package dev.ingot.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ingot.chaos.Fates.End;
import dev.ingot.chaos.Fates.Fate;
import dev.ingot.events.wire.EventCodecs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Feeds the records of a run into the chain, at its rate. */
final class Feeder implements AutoCloseable {
  private static final long ACKNOWLEDGED_WITHIN_SECONDS = 120;
  private static final String TOPIC = Chain.INPUTS.name(Chain.PREFIX);

  private final Conditions conditions;
  private final Fates fates;
  private final KafkaProducer<byte[], byte[]> producer;
  private final EventCodecs codecs;
  private final List<Fate> fed = new ArrayList<>();
  private final List<Future<RecordMetadata>> acknowledged = new ArrayList<>();
  private final AtomicInteger count = new AtomicInteger();

  Feeder(Conditions conditions, Clients clients, String registryUrl) {
    this.conditions = conditions;
    this.fates = new Fates(conditions.seed());
    this.producer = clients.producer();
    this.codecs = EventCodecs.open(Map.of("schema.registry.url", registryUrl));
    codecs.prepare(List.of(Chain.INPUTS), Chain.PREFIX);
  }

  /** So many by now. */
  int count() {
    return count.get();
  }

  /** Feeds all but the last records of the resources; takes as long as the run. */
  void feed() {
    long begin = System.nanoTime();
    for (int number = 0; number < conditions.records(); number++) {
      long due = begin + number * 1_000_000_000L / conditions.rate();
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      send(number);
    }
  }

  /** One more record of each resource, so that each ends as somebody alive wants it. */
  void feedLast() {
    for (int i = 0; i < Fates.RESOURCES; i++) {
      send(conditions.records() + i);
    }
  }

  private void send(int number) {
    Fate fate = fates.of(number, conditions);
    byte[] value =
        fate.end() == End.POISON
            ? Chain.poison(number, fates.foreign(number))
            : codecs.encode(TOPIC, Chain.fed(number, fate.key(), Instant.now()));
    acknowledged.add(producer.send(new ProducerRecord<>(TOPIC, fate.key().getBytes(UTF_8), value)));
    fed.add(fate);
    count.incrementAndGet();
  }

  /**
   * Everything that was fed, when all of it is in the log.
   *
   * @throws IllegalStateException when something of it is not, which is the harness's own failure
   */
  List<Fate> fed() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ACKNOWLEDGED_WITHIN_SECONDS);
    try {
      for (Future<RecordMetadata> one : acknowledged) {
        one.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("not everything could be fed", e);
    }
    return List.copyOf(fed);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
    codecs.close();
  }
}
