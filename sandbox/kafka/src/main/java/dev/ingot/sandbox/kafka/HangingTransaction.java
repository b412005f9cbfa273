package dev.ingot.sandbox.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes a transaction that hangs, on a lone broker, for tests and rehearsals: it is begun as any
 * other, and then the coordinator's log is told that it has ended, as the coordinator does itself
 * when it takes a partition for deleted. The broker finds that there when it is started again.
 */
public final class HangingTransaction {
  /** How its coordinator ended it. */
  public enum End {
    COMMITTED(2, 4),
    ABORTED(3, 5),
    /** Nothing of it is kept. */
    FORGOTTEN(0, 0);

    private final int begun;
    private final int complete;

    /** As Kafka numbers what it writes down. */
    End(int begun, int complete) {
      this.begun = begun;
      this.complete = complete;
    }
  }

  /**
   * Kafka takes what comes under this name for its own, and lets it write where nobody else may.
   */
  private static final String KAFKA_ITSELF = "__admin_client";

  private static final String COORDINATORS_LOG = "__transaction_state";
  private static final int TIMEOUT_MILLIS = 600_000;

  private final String bootstrapServers;
  private final String transactionalId;
  private final TopicPartition place;

  /** One to be, in a partition. */
  public HangingTransaction(
      String bootstrapServers, String transactionalId, String topic, int partition) {
    this.bootstrapServers = bootstrapServers;
    this.transactionalId = transactionalId;
    this.place = new TopicPartition(topic, partition);
  }

  /**
   * Begins a transaction with one message in it and leaves it open, for ten minutes.
   *
   * @throws ExecutionException when the broker does not take it
   */
  public HangingTransaction begin(byte[] key, byte[] value)
      throws InterruptedException, ExecutionException {
    KafkaProducer<byte[], byte[]> producer =
        producer(
            Map.of("transactional.id", transactionalId, "transaction.timeout.ms", TIMEOUT_MILLIS));
    try {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(place.topic(), place.partition(), key, value)).get();
    } finally {
      producer.close(Duration.ZERO);
    }
    return this;
  }

  /**
   * Writes down that it has ended, without a word to the partition.
   *
   * @throws ExecutionException when the broker does not take that
   */
  public void end(End end) throws InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        KafkaProducer<byte[], byte[]> writer = producer(Map.of("client.id", KAFKA_ITSELF))) {
      ProducerState open =
          admin
              .describeProducers(List.of(place))
              .partitionResult(place)
              .get()
              .activeProducers()
              .stream()
              .filter(one -> one.currentTransactionStartOffset().isPresent())
              .findFirst()
              .orElseThrow();
      for (int status : new int[] {end.begun, end.complete}) {
        int partition = 0; // a lone broker has one of these
        byte[] note = note(open.producerId(), (short) (open.producerEpoch() + 1), status);
        writer.send(new ProducerRecord<>(COORDINATORS_LOG, partition, key(), note)).get();
      }
    }
  }

  private byte[] key() {
    byte[] id = transactionalId.getBytes(UTF_8);
    return ByteBuffer.allocate(4 + id.length)
        .putShort((short) 0)
        .putShort((short) id.length)
        .put(id)
        .array();
  }

  /** Version 0 of it, with no partition left. */
  private static byte[] note(long producerId, short epoch, int status) {
    long now = System.currentTimeMillis();
    return ByteBuffer.allocate(2 + 8 + 2 + 4 + 1 + 4 + 8 + 8)
        .putShort((short) 0)
        .putLong(producerId)
        .putShort(epoch)
        .putInt(TIMEOUT_MILLIS)
        .put((byte) status)
        .putInt(0)
        .putLong(now)
        .putLong(now)
        .array();
  }

  private KafkaProducer<byte[], byte[]> producer(Map<String, Object> further) {
    Map<String, Object> settings = new HashMap<>(further);
    settings.put("bootstrap.servers", bootstrapServers);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
