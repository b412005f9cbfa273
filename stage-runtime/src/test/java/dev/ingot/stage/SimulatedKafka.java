package dev.ingot.stage;

import dev.ingot.events.HeadSeen;
import dev.ingot.events.PushReported;
import dev.ingot.events.topics.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * The brokers of a simulation: the logs, the transactions, and the group. It does what Kafka was
 * seen to do: a commit is refused for a stale epoch, and not for a partition that is another's; a
 * partition goes to its next owner when the last one has given it back, or has been silent too
 * long; committed offsets are told once no transaction over them is open.
 */
final class SimulatedKafka {
  static final String PREFIX = "sim.";
  static final int PARTITIONS = 3;

  /** Of a task's key and value. */
  static final int MOST_BYTES = 8;

  /** Of the log's time. With the history's tolerance for clocks, two steps look alike. */
  private static final long STEP_MILLIS = 30_000;

  private static final long[] BEGINNINGS = {0, 17, 5_000_000_000L};

  /** A message that carries an event, or a transaction's marker. */
  record Message(long offset, long at, @Nullable HeadSeen event, Transaction transaction) {}

  /** What goes into the log as one. */
  static final class Transaction {
    enum State {
      OPEN,
      COMMITTED,
      ABORTED
    }

    State state = State.OPEN;
    final List<Settlement<PushReported>> settlements = new ArrayList<>();
    final List<Committer.Announced> announced = new ArrayList<>();
    final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    final Set<TopicPartition> touched = new HashSet<>();
  }

  final Ledger ledger = new Ledger();
  private final Map<TopicPartition, TreeMap<Long, ConsumerRecord<byte[], byte[]>>> input =
      new HashMap<>();
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private final Map<String, PushReported> tasks = new HashMap<>();
  private final Map<TopicPartition, List<Message>> output = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
  private final Map<Integer, Transaction> open = new HashMap<>();
  private final Map<String, Integer> epochs = new HashMap<>();
  private final Map<TopicPartition, String> owners = new HashMap<>();
  private final Map<TopicPartition, Integer> wanted = new HashMap<>();
  private final Map<Integer, String> memberOfSlot = new HashMap<>();
  private long now = 1_000_000_000_000L;
  private int joined;

  SimulatedKafka() {
    for (int p = 0; p < PARTITIONS; p++) {
      input.put(tasks(p), new TreeMap<>());
      ends.put(tasks(p), BEGINNINGS[p]);
      wanted.put(tasks(p), p % 2);
      output.put(place(TaskLog.STEPS, p), new ArrayList<>());
      output.put(place(TaskLog.HINTS, p), new ArrayList<>());
    }
  }

  static TopicPartition tasks(int partition) {
    return place(TaskLog.TASKS, partition);
  }

  static TopicPartition place(Topic<?> topic, int partition) {
    return new TopicPartition(topic.name(PREFIX), partition);
  }

  static Set<TopicPartition> allTasks() {
    return Set.copyOf(IntStream.range(0, PARTITIONS).mapToObj(SimulatedKafka::tasks).toList());
  }

  private static <K, V> V at(Map<K, V> map, K key) {
    return Objects.requireNonNull(map.get(key));
  }

  // ---- what goes in

  /** A task; one without a key does not decode. */
  void append(int partition, @Nullable String key) {
    TopicPartition place = tasks(partition);
    long offset = end(place);
    String id = partition + "/" + offset;
    byte[] value = key == null ? new byte[] {1, 2, 3} : new byte[1 + (int) (offset % MOST_BYTES)];
    at(input, place)
        .put(
            offset,
            new ConsumerRecord<>(
                place.topic(),
                partition,
                offset,
                now(),
                TimestampType.CREATE_TIME,
                0,
                value.length,
                new byte[0],
                value,
                new RecordHeaders(),
                Optional.empty()));
    if (key != null) {
      tasks.put(id, TaskLog.task(key, id, Instant.ofEpochMilli(now)));
    }
    ledger.written(place, offset, id, key);
    ends.put(place, offset + 1);
  }

  /** Offsets that hold nothing to read: markers, and records of aborted transactions. */
  void gap(int partition, int length) {
    ends.merge(tasks(partition), (long) length, Long::sum);
  }

  /** News about one of the latest tasks, by somebody else. */
  void hint(int partition, int latest) {
    Transaction alone = new Transaction();
    alone.state = Transaction.State.COMMITTED;
    at(input, tasks(partition)).descendingKeySet().stream()
        .skip(latest)
        .limit(1)
        .map(offset -> TaskLog.step("hinter", partition + "/" + offset, "hint " + now()))
        .forEach(hint -> write(place(TaskLog.HINTS, partition), hint, alone));
  }

  private Message write(TopicPartition place, @Nullable HeadSeen event, Transaction transaction) {
    List<Message> log = at(output, place);
    Message message = new Message(log.size(), now(), event, transaction);
    log.add(message);
    transaction.touched.add(place);
    return message;
  }

  private long now() {
    now += STEP_MILLIS;
    return now;
  }

  long time() {
    return now;
  }

  // ---- what is read

  @Nullable PushReported task(ConsumerRecord<byte[], byte[]> raw) {
    return tasks.get(raw.partition() + "/" + raw.offset());
  }

  long beginning(TopicPartition place) {
    return BEGINNINGS[place.partition()];
  }

  long end(TopicPartition place) {
    return at(ends, place);
  }

  List<ConsumerRecord<byte[], byte[]>> tasksFrom(TopicPartition place, long from, int most) {
    return at(input, place).tailMap(from).values().stream().limit(most).toList();
  }

  /** All that was written, whatever became of it. */
  List<Message> messages(TopicPartition place) {
    return at(output, place);
  }

  /** The first offset whose transaction is still open: nothing is read from there on. */
  long stable(TopicPartition place) {
    List<Message> log = at(output, place);
    return log.stream()
        .filter(m -> m.transaction().state == Transaction.State.OPEN)
        .mapToLong(Message::offset)
        .findFirst()
        .orElse(log.size());
  }

  /** Where what was written since that time begins. */
  long since(TopicPartition place, long at) {
    return at(output, place).stream()
        .filter(m -> m.at() >= at && m.offset() < stable(place))
        .mapToLong(Message::offset)
        .findFirst()
        .orElse(stable(place));
  }

  /** Null where nothing has been committed. */
  Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> places) {
    if (open.values().stream().anyMatch(t -> places.stream().anyMatch(t.offsets::containsKey))) {
      throw new TimeoutException("a transaction over these offsets is open");
    }
    Map<TopicPartition, OffsetAndMetadata> found = new HashMap<>(committed);
    found.keySet().retainAll(places);
    return found;
  }

  /** The group's offset; where the log begins while there is none. */
  long committed(TopicPartition place) {
    return ledger.committed(place, beginning(place));
  }

  // ---- transactions

  /** A producer of the slot begins anew, or is silent for too long: what is open is aborted. */
  void abortOpen(int slot) {
    Transaction left = open.get(slot);
    if (left != null) {
      abort(slot, left);
    }
  }

  Transaction begin(int slot, List<Settlement<PushReported>> settlements) {
    Transaction transaction = new Transaction();
    open.put(slot, transaction);
    transaction.settlements.addAll(settlements);
    for (Settlement<PushReported> settlement : settlements) {
      int partition = settlement.record().raw.partition();
      for (Outgoing outgoing : settlement.outgoing()) {
        Emission<?> emission = outgoing.emission();
        if (emission != null) {
          TopicPartition place = place(emission.topic(), partition);
          Message message = write(place, (HeadSeen) emission.event(), transaction);
          transaction.announced.add(new Committer.Announced(emission, metadata(place, message)));
        }
      }
    }
    return transaction;
  }

  private static RecordMetadata metadata(TopicPartition place, Message message) {
    return new RecordMetadata(place, message.offset(), 0, message.at(), 0, 0);
  }

  /** Checks the epoch, and nothing else. */
  void addOffsets(
      Transaction transaction,
      Map<TopicPartition, OffsetAndMetadata> offsets,
      ConsumerGroupMetadata member) {
    Integer epoch = epochs.get(member.memberId());
    if (epoch == null || epoch != member.generationId()) {
      throw new CommitFailedException("stale epoch " + member.generationId() + ", now " + epoch);
    }
    offsets.values().forEach(o -> ledger.fits(o.metadata()));
    transaction.offsets.putAll(offsets);
  }

  void commit(int slot, Transaction transaction) {
    end(slot, transaction, Transaction.State.COMMITTED);
    committed.putAll(transaction.offsets);
    ledger.committed(transaction);
  }

  void abort(int slot, Transaction transaction) {
    end(slot, transaction, Transaction.State.ABORTED);
  }

  private void end(int slot, Transaction transaction, Transaction.State state) {
    transaction.state = state;
    open.remove(slot);
    Set.copyOf(transaction.touched).forEach(place -> write(place, null, transaction));
  }

  // ---- the group

  String join(int slot) {
    String member = "member-" + ++joined;
    epochs.put(member, joined);
    memberOfSlot.put(slot, member);
    return member;
  }

  /** The slot that should own the partition; it gets it when the owner of now has let go. */
  void want(int partition, int slot) {
    wanted.put(tasks(partition), slot);
  }

  /** Silent for too long: others may have what was the member's. */
  void fence(String member) {
    epochs.remove(member);
    owners.values().removeIf(member::equals);
  }

  /** The dead are noticed. */
  void fenceAllBut(Collection<String> members) {
    Set.copyOf(epochs.keySet()).stream().filter(m -> !members.contains(m)).forEach(this::fence);
  }

  boolean knows(String member) {
    return epochs.containsKey(member);
  }

  boolean owns(String member, TopicPartition place) {
    return member.equals(owners.get(place));
  }

  int epoch(String member) {
    return at(epochs, member);
  }

  private boolean meant(TopicPartition place, String member) {
    String target = memberOfSlot.get(at(wanted, place));
    return target == null || !knows(target) || target.equals(member);
  }

  Set<TopicPartition> toGiveBack(String member) {
    Set<TopicPartition> places = new HashSet<>(allTasks());
    places.removeIf(p -> !owns(member, p) || meant(p, member));
    return places;
  }

  void givenBack(String member, Set<TopicPartition> places) {
    if (knows(member)) {
      places.forEach(p -> owners.remove(p, member));
      epochs.merge(member, 1, Integer::sum);
    }
  }

  Set<TopicPartition> assign(String member) {
    Set<TopicPartition> places = new HashSet<>(allTasks());
    places.removeIf(p -> owners.containsKey(p) || !meant(p, member));
    if (!places.isEmpty()) {
      places.forEach(p -> owners.put(p, member));
      epochs.merge(member, 1, Integer::sum);
    }
    return places;
  }
}
