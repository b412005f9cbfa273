package dev.ingot.stage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ingot.events.wire.EventCodecs;
import dev.ingot.events.wire.RegistryUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topics that a stage listens to into the store, on a thread of its own: {@code assign()}
 * of the partitions in hand, {@code read_committed}, without a group.
 */
final class HistoryReader<I extends SpecificRecord> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HistoryReader.class);
  private static final String TROUBLE = "history";
  private static final Duration POLL = Duration.ofMillis(20);

  /** While nobody waits: records wake a poll at once, so it only bounds how late a wish is seen. */
  private static final Duration CALM_POLL = Duration.ofMillis(100);

  private static final Duration TAIL = Duration.ofMinutes(10);
  private static final long RETRY_MILLIS = 500;
  private static final long OFFSETS_WITHIN_SECONDS = 15;

  private final HistoryStore<I> store;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Admin admin;
  private final EventCodecs codecs;
  private final Predicate<ConsumerRecord<byte[], byte[]>> isOwn;
  private final Consumer<Set<InHand<I>>> wake;
  private final WorkerState state;
  private final Clock clock;
  private final Thread thread;

  /** A permit for each change of the assignment. */
  private final Semaphore changes = new Semaphore(0);

  private Map<TopicPartition, Tape> reading = Map.of();
  private volatile boolean stopping;

  HistoryReader(
      String name,
      HistoryStore<I> store,
      KafkaConsumer<byte[], byte[]> consumer,
      Admin admin,
      EventCodecs codecs,
      Predicate<ConsumerRecord<byte[], byte[]>> isOwn,
      Consumer<Set<InHand<I>>> wake,
      WorkerState state,
      Clock clock) {
    this.store = store;
    this.consumer = consumer;
    this.admin = admin;
    this.codecs = codecs;
    this.isOwn = isOwn;
    this.wake = wake;
    this.state = state;
    this.clock = clock;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Partitions of the input that are ours from now on; their committed offsets are known. */
  void open(Collection<Integer> partitions) {
    partitions.forEach(store::open);
    changes.release();
  }

  void close(Collection<Integer> partitions) {
    partitions.forEach(store::close);
    changes.release();
  }

  private void run() {
    try {
      while (!stopping) {
        try {
          turn();
        } catch (InterruptException e) {
          throw new InterruptedException();
        } catch (KafkaException | ExecutionException | TimeoutException e) {
          state.trouble(TROUBLE, "can't read the history: " + Sentences.of(e));
          Thread.sleep(RETRY_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      if (!stopping) {
        state.failed("the history's thread was interrupted", e);
      }
    } catch (Throwable e) {
      state.failed("the history can't be read: " + Sentences.of(e), e);
    } finally {
      // An interrupt that is still pending would make the consumer refuse to close.
      boolean interrupted = Thread.interrupted();
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void turn() throws InterruptedException, ExecutionException, TimeoutException {
    if (reading.isEmpty()) {
      if (changes.tryAcquire(200, TimeUnit.MILLISECONDS)) {
        changes.drainPermits();
        follow();
      }
      return;
    }
    if (changes.drainPermits() > 0) {
      follow();
      return;
    }
    begin();
    rewind();
    read(consumer.poll(store.awaited() ? POLL : CALM_POLL));
  }

  /** The consumer's assignment becomes that of the store's tapes. */
  private void follow() {
    Map<TopicPartition, Tape> wanted = new LinkedHashMap<>();
    store.tapes().forEach(tape -> wanted.put(tape.partition, tape));
    consumer.assign(wanted.keySet());
    reading = wanted;
  }

  private void begin() throws InterruptedException, ExecutionException, TimeoutException {
    List<Tape> fresh = reading.values().stream().filter(tape -> !tape.started()).toList();
    if (fresh.isEmpty()) {
      return;
    }
    long since = clock.instant().minus(TAIL).toEpochMilli();
    // Of everything that was written, committed by now or not: what an earlier owner has committed
    // is in the log by then, though its markers may still be on their way.
    Map<TopicPartition, Long> ends = writtenEnds(fresh);
    Map<Tape, Long> from = offsetsAt(fresh.stream().collect(Collectors.toMap(t -> t, t -> since)));
    from.forEach(
        (tape, offset) -> {
          consumer.seek(tape.partition, offset);
          store.start(tape, offset, since, ends.getOrDefault(tape.partition, 0L));
        });
  }

  private Map<TopicPartition, Long> writtenEnds(List<Tape> fresh)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    fresh.forEach(tape -> latest.put(tape.partition, OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin
        .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
        .all()
        .get(OFFSETS_WITHIN_SECONDS, TimeUnit.SECONDS)
        .forEach((partition, info) -> ends.put(partition, info.offset()));
    return ends;
  }

  private void rewind() {
    Map<Tape, Long> wanted = store.wanted();
    wanted.keySet().removeIf(tape -> reading.get(tape.partition) != tape);
    if (wanted.isEmpty()) {
      return;
    }
    offsetsAt(wanted)
        .forEach(
            (tape, offset) -> {
              if (offset < tape.cursor) {
                consumer.seek(tape.partition, offset);
              }
              store.rewound(tape, wanted.getOrDefault(tape, Long.MAX_VALUE), offset);
            });
  }

  /** Where to read from, to see everything that is at least as young as the time. */
  private Map<Tape, Long> offsetsAt(Map<Tape, Long> times) {
    Map<TopicPartition, Long> query = new HashMap<>();
    Set<TopicPartition> whole = new HashSet<>();
    times.forEach(
        (tape, time) -> {
          if (tape.compacted()) {
            whole.add(tape.partition);
          } else {
            query.put(tape.partition, Math.max(0, time));
          }
        });
    Map<TopicPartition, Long> offsets = new HashMap<>();
    if (!whole.isEmpty()) {
      offsets.putAll(consumer.beginningOffsets(whole));
    }
    if (!query.isEmpty()) {
      Set<TopicPartition> nothingSince = new HashSet<>();
      for (Map.Entry<TopicPartition, @Nullable OffsetAndTimestamp> found :
          consumer.offsetsForTimes(query).entrySet()) {
        OffsetAndTimestamp first = found.getValue();
        if (first == null) {
          nothingSince.add(found.getKey());
        } else {
          offsets.put(found.getKey(), first.offset());
        }
      }
      if (!nothingSince.isEmpty()) {
        offsets.putAll(consumer.endOffsets(nothingSince));
      }
    }
    Map<Tape, Long> result = new HashMap<>();
    times.keySet().forEach(tape -> result.put(tape, offsets.getOrDefault(tape.partition, 0L)));
    return result;
  }

  private void read(ConsumerRecords<byte[], byte[]> records) throws InterruptedException {
    Set<InHand<I>> awake = new HashSet<>();
    boolean away = false;
    for (TopicPartition partition : records.partitions()) {
      Tape tape = reading.get(partition);
      if (tape != null) {
        away |= !read(tape, records.records(partition), awake);
      }
    }
    Map<Tape, Long> cursors = new HashMap<>();
    for (Tape tape : reading.values()) {
      if (tape.started()) {
        cursors.put(tape, consumer.position(tape.partition));
      }
    }
    awake.addAll(store.advance(cursors));
    if (!awake.isEmpty()) {
      wake.accept(awake);
    }
    if (away) {
      Thread.sleep(RETRY_MILLIS);
    } else {
      state.well(TROUBLE);
    }
  }

  /** False when the registry does not answer: the rest is read again. */
  private boolean read(
      Tape tape, List<ConsumerRecord<byte[], byte[]>> records, Set<InHand<I>> awake) {
    for (ConsumerRecord<byte[], byte[]> raw : records) {
      String key = tape.compacted() && raw.key() != null ? new String(raw.key(), UTF_8) : "";
      if (raw.value() == null) {
        store.deleted(tape, key, raw.offset());
        continue;
      }
      try {
        if (!store.readBack(tape, key, raw.offset())) {
          awake.addAll(store.read(tape, key, decoded(tape, raw), raw.serializedValueSize()));
        }
      } catch (RegistryUnavailableException e) {
        consumer.seek(tape.partition, raw.offset());
        state.trouble(TROUBLE, "the schema registry is away: " + Sentences.of(e));
        return false;
      } catch (RuntimeException e) {
        // Whoever consumes that topic puts it aside; to a listener it says nothing.
        log.warn("{} does not decode and is passed over: {}", at(raw), Sentences.of(e));
      }
    }
    return true;
  }

  private Tape.Entry decoded(Tape tape, ConsumerRecord<byte[], byte[]> raw) {
    SpecificRecord event = codecs.decode(raw.topic(), tape.topic.event(), raw.value());
    return new Tape.Entry(raw.offset(), raw.timestamp(), event, isOwn.test(raw));
  }

  private static String at(ConsumerRecord<byte[], byte[]> raw) {
    return raw.topic() + "-" + raw.partition() + "@" + raw.offset();
  }

  /** Ends within two seconds. */
  @Override
  public void close() {
    stopping = true;
    if (thread.getState() == Thread.State.NEW) {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
      return;
    }
    try {
      if (thread.isAlive() && !thread.join(Duration.ofMillis(1500))) {
        thread.interrupt();
        thread.join(Duration.ofMillis(500));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
