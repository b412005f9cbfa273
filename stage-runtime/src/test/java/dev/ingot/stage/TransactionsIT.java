package dev.ingot.stage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ingot.events.HeadSeen;
import dev.ingot.sandbox.kafka.HangingTransaction;
import dev.ingot.sandbox.kafka.HangingTransaction.End;
import dev.ingot.sandbox.kafka.LocalBroker;
import dev.ingot.stage.OpenTransaction.State;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Transactions that hang, on a real broker, and the end of them. */
@Timeout(300)
class TransactionsIT {
  private static final Duration WITHIN = Duration.ofMinutes(1);
  private static final String WRITER = "hanging-writer";

  @TempDir Path folder;
  private LocalBroker broker;
  private TaskLog log;
  private TopicPartition place;

  @BeforeEach
  void start() {
    broker = LocalBroker.start(folder, 0);
    log = new TaskLog(broker, 1, Map.of());
    place = new TopicPartition(TaskLog.TASKS.name(log.config(0).topicPrefix()), 0);
  }

  @AfterEach
  void stop() {
    log.close();
    broker.close();
  }

  private Transactions transactions() {
    return Transactions.open("test", log.config(0), WITHIN, InstantSource.system());
  }

  /**
   * The broker is another one afterwards, on the same folder and, as nobody else wants it, port.
   */
  private void hang(End end) throws Exception {
    begin("caught").end(end);
    int port = broker.port();
    broker.close();
    broker = LocalBroker.start(folder, port);
    assertThat(broker.port()).isEqualTo(port);
  }

  private HangingTransaction begin(String value) throws Exception {
    return new HangingTransaction(broker.bootstrapServers(), WRITER, place.topic(), 0)
        .begin("key".getBytes(UTF_8), value.getBytes(UTF_8));
  }

  private void write(String value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaClients(log.config(0)).producer("plain", WITHIN)) {
      producer
          .send(
              new ProducerRecord<>(place.topic(), 0, "key".getBytes(UTF_8), value.getBytes(UTF_8)))
          .get();
    }
  }

  private List<String> committed() {
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaClients(log.config(0)).reader("all")) {
      consumer.assign(List.of(place));
      consumer.seekToBeginning(List.of(place));
      long end = consumer.endOffsets(List.of(place)).getOrDefault(place, 0L);
      List<String> all = new ArrayList<>();
      while (consumer.position(place) < end) {
        for (ConsumerRecord<byte[], byte[]> raw : consumer.poll(Duration.ofMillis(100))) {
          all.add(new String(Objects.requireNonNull(raw.value()), UTF_8));
        }
      }
      return all;
    }
  }

  private static List<OpenTransaction> endHanging(Transactions transactions) {
    List<OpenTransaction> ended = new ArrayList<>();
    transactions.endHanging(Duration.ZERO, ended::add);
    return ended;
  }

  private static List<OpenTransaction> open(Transactions transactions, Duration olderThan) {
    FoundTransactions found = transactions.find(LogPlace.EVERYWHERE, olderThan);
    assertThat(found.untold()).isEmpty();
    return found.open();
  }

  private static List<OpenTransaction> in(Transactions transactions, String topic, int partition) {
    return transactions
        .find(new LogPlace(Optional.of(topic), Optional.of(partition)), Duration.ZERO)
        .open();
  }

  @Test
  void whatWasCommittedIsReadAtLast() throws Exception {
    hang(End.COMMITTED);
    write("behind");
    assertThat(committed()).isEmpty();

    try (Transactions transactions = transactions()) {
      assertThat(endHanging(transactions))
          .extracting(OpenTransaction::state)
          .containsExactly(State.COMMITTED);
      assertThat(open(transactions, Duration.ZERO)).isEmpty();
    }

    assertThat(committed()).containsExactly("caught", "behind");
  }

  @Test
  void whatWasAbortedIsPassedOver() throws Exception {
    hang(End.ABORTED);
    write("behind");

    try (Transactions transactions = transactions()) {
      assertThat(endHanging(transactions))
          .extracting(OpenTransaction::state)
          .containsExactly(State.ABORTED);
    }

    assertThat(committed()).containsExactly("behind");
  }

  @Test
  void whatNobodyKnowsTheEndOfIsForAPersonToSay() throws Exception {
    hang(End.FORGOTTEN);
    write("behind");

    try (Transactions transactions = transactions()) {
      assertThat(endHanging(transactions)).isEmpty();
      OpenTransaction open = open(transactions, Duration.ZERO).getFirst();
      assertThat(open.state()).isEqualTo(State.UNKNOWN);
      assertThat(in(transactions, place.topic(), 0)).containsExactly(open);
      assertThat(in(transactions, place.topic(), 1)).isEmpty();
      assertThat(in(transactions, TaskLog.STEPS.name(log.prefix), 0)).isEmpty();
      assertThatThrownBy(() -> transactions.end(open))
          .isInstanceOf(LogToolException.class)
          .hasMessageContaining("a person has to say");
      transactions.end(open, false);
    }

    assertThat(committed()).containsExactly("behind");
  }

  @Test
  void aLiveOneIsNeverTouched() throws Exception {
    begin("half");

    try (Transactions transactions = transactions()) {
      assertThat(endHanging(transactions)).isEmpty();
      OpenTransaction open = open(transactions, Duration.ZERO).getFirst();
      assertThat(open.state()).isEqualTo(State.LIVE);
      assertThatThrownBy(() -> transactions.end(open, false))
          .isInstanceOf(LogToolException.class)
          .hasMessageContaining("is live");
      assertThat(open(transactions, Duration.ofMinutes(5))).isEmpty();
    }
    assertThat(committed()).isEmpty();
  }

  @Test
  void coordinatorsWriteTheEndDownUnderTheNextEpoch() throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaClients(log.config(0)).transactionalProducer("real", "real")) {
      producer.initTransactions();
      OpenTransaction first = openNow(producer);
      producer.commitTransaction();
      OpenTransaction second = openNow(producer);
      producer.abortTransaction();
      OpenTransaction third = openNow(producer);

      assertThat(List.of(fate(first), fate(second), fate(third)))
          .containsExactly(State.COMMITTED, State.ABORTED, State.LIVE);
      producer.abortTransaction();
    }
  }

  private OpenTransaction openNow(KafkaProducer<byte[], byte[]> producer) throws Exception {
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(place.topic(), 0, new byte[1], new byte[1])).get();
    try (Transactions transactions = transactions()) {
      return open(transactions, Duration.ZERO).getFirst();
    }
  }

  private State fate(OpenTransaction open) {
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaClients(log.config(0)).reader("notes")) {
      var notes =
          TransactionLog.notes(consumer, Set.of(open.producerId()), open.lastWritten(), WITHIN);
      return TransactionFate.of(
          open.epoch(), open.lastWritten(), notes.getOrDefault(open.producerId(), List.of()));
    }
  }

  @Test
  void aWorkerSaysWhatHoldsItUpAndGoesOnWhenThatHasEnded() throws Exception {
    hang(End.ABORTED);
    log.put(TaskLog.TASKS, TaskLog.task("shop", "behind"));
    try (StageWorker<?> worker =
        StageWorker.of(new Script((task, context) -> Script.done(task)), log.config(0))
            .openTransactions(Duration.ofMillis(300), Duration.ofMillis(100))
            .start()) {
      await()
          .atMost(WITHIN)
          .untilAsserted(
              () ->
                  assertThat(worker.reasons())
                      .singleElement()
                      .asString()
                      .startsWith("nothing of %s can be read beyond offset 0".formatted(place))
                      .contains("ingot transactions end %s 0 ".formatted(place.topic())));
      assertThat(worker.ready()).isFalse();

      try (Transactions transactions = transactions()) {
        endHanging(transactions);
      }

      await().atMost(WITHIN).untilAsserted(() -> assertThat(log.all(TaskLog.STEPS)).hasSize(1));
      await().atMost(WITHIN).until(worker::ready);
    }
    assertThat(log.all(TaskLog.STEPS)).extracting(HeadSeen::getRef).containsExactly("done");
  }
}
