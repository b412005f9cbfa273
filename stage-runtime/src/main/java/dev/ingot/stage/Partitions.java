package dev.ingot.stage;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when partitions come and go; called by the polling thread.
 *
 * <p>A partition begins where its offset says, with what its metadata says is done. Where that
 * offset is no longer in the log, the partition stays untouched and the worker unready: skipping is
 * for people to decide.
 */
final class Partitions<I extends SpecificRecord> implements ConsumerRebalanceListener {
  private static final Logger log = LoggerFactory.getLogger(Partitions.class);
  private static final String TROUBLE = "committed offsets";
  private static final String TROUBLE_WITH_LOST = "lost partitions";

  /** For each round of questions: they are asked between two polls, and polls are the lease. */
  private static final Duration OFFSETS_WITHIN = Duration.ofMillis(500);

  private static final Duration SHORTEST_QUESTION = Duration.ofMillis(100);
  private static final Duration RELEASE_WITHIN = Duration.ofSeconds(5);

  /** What it tells about the partitions of the history. */
  interface HistoryPartitions {
    void open(Collection<Integer> partitions);

    void close(Collection<Integer> partitions);
  }

  private final String group;
  private final Consumer<byte[], byte[]> consumer;
  private final Desk<I> desk;
  private final HistoryPartitions history;
  private final WorkerState state;
  private final LongSupplier nanoTime;
  private final Set<TopicPartition> working = ConcurrentHashMap.newKeySet();

  /** Assigned, but their committed offsets are not known yet. */
  private final Unbegun waiting;

  /** No longer in the log at their position, and not told yet. */
  private final Map<TopicPartition, Long> lost = new HashMap<>();

  Partitions(
      String group,
      Consumer<byte[], byte[]> consumer,
      Desk<I> desk,
      HistoryPartitions history,
      WorkerState state,
      LongSupplier nanoTime) {
    this.group = group;
    this.consumer = consumer;
    this.desk = desk;
    this.history = history;
    this.state = state;
    this.nanoTime = nanoTime;
    this.waiting = new Unbegun(nanoTime);
  }

  /** Partitions whose records are taken in hand. */
  Set<TopicPartition> all() {
    return Set.copyOf(working);
  }

  boolean working(TopicPartition partition) {
    return working.contains(partition);
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
    if (!assigned.isEmpty()) {
      pause(assigned);
      // The consumer fetches nothing of any partition while one has no position: any will do, for
      // nothing is read from it.
      assigned.forEach(partition -> stillOurs(() -> consumer.seek(partition, 0)));
      waiting.add(assigned);
      retry();
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
    if (state.hasFailed()) {
      desk.drop(revoked);
    } else {
      desk.release(revoked, RELEASE_WITHIN);
    }
    gone(revoked);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> lost) {
    desk.drop(lost);
    gone(lost);
  }

  private void gone(Collection<TopicPartition> partitions) {
    Set<TopicPartition> known =
        partitions.stream().filter(working::remove).collect(Collectors.toSet());
    history.close(numbers(known));
    waiting.remove(partitions);
    partitions.forEach(lost::remove);
    tellWaiting("");
    partitions.forEach(partition -> state.well(lostTrouble(partition)));
    if (!partitions.isEmpty()) {
      log.info("group={} gave back {}", group, partitions);
    }
  }

  /** Reads nothing of them; does nothing when one of them has been taken away just now. */
  void pause(Collection<TopicPartition> partitions) {
    stillOurs(() -> consumer.pause(partitions));
  }

  /** Reads on; does nothing when one of them has been taken away just now. */
  void resume(Collection<TopicPartition> partitions) {
    stillOurs(() -> consumer.resume(partitions));
  }

  /**
   * The consumer learns on a thread of its own that a partition was lost, also while we do
   * something to it; it refuses then. The next turn sees what is ours.
   */
  private static boolean stillOurs(Runnable change) {
    try {
      change.run();
      return true;
    } catch (IllegalStateException e) {
      log.debug("a partition went away: {}", e.getMessage());
      return false;
    }
  }

  /** Partitions that have no position: nothing is read of them until they have one. */
  void wait(Set<TopicPartition> partitions) {
    waiting.add(partitions.stream().filter(p -> !working.contains(p)).toList());
  }

  /** Begins partitions whose committed offsets could not be had before; takes 600 ms at most. */
  void retry() {
    Set<TopicPartition> wanted = waiting.due();
    if (wanted.isEmpty()) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> committed;
    Map<TopicPartition, Long> beginnings;
    try {
      long began = nanoTime.getAsLong();
      // Not told while a transaction over them has not ended: only then is an earlier owner
      // through.
      committed = consumer.committed(wanted, OFFSETS_WITHIN);
      beginnings = consumer.beginningOffsets(wanted, left(began));
    } catch (InterruptException | UnsupportedVersionException e) {
      throw e;
    } catch (KafkaException e) {
      // Also when the group does not know us any more: only the next poll lets us join it again.
      waiting.failed(wanted);
      tellWaiting(Sentences.of(e));
      return;
    }
    waiting.remove(wanted);
    tellWaiting("");
    Set<TopicPartition> ready = new HashSet<>();
    for (TopicPartition partition : wanted) {
      long beginning = beginnings.getOrDefault(partition, 0L);
      OffsetAndMetadata found = committed.get(partition);
      if (found != null && found.offset() < beginning) {
        tellLost(partition, found.offset(), beginning);
      } else {
        ready.add(partition);
      }
    }
    begin(ready, committed, beginnings);
  }

  private Duration left(long began) {
    Duration left = OFFSETS_WITHIN.minusNanos(nanoTime.getAsLong() - began);
    return left.compareTo(SHORTEST_QUESTION) < 0 ? SHORTEST_QUESTION : left;
  }

  /**
   * Tells of those that can't begin, or that there are none any more.
   *
   * @param why empty where it has not been asked just now
   */
  private void tellWaiting(String why) {
    Set<TopicPartition> failed = waiting.failed();
    if (failed.isEmpty()) {
      state.well(TROUBLE);
    } else if (!why.isEmpty()) {
      String names = failed.stream().map(String::valueOf).sorted().collect(joining(", "));
      state.trouble(TROUBLE, "can't read the committed offsets of %s: %s".formatted(names, why));
    }
  }

  private void begin(
      Set<TopicPartition> ready,
      Map<TopicPartition, OffsetAndMetadata> committed,
      Map<TopicPartition, Long> beginnings) {
    // First the history: a record's need is looked up there the moment it is decoded.
    history.open(numbers(ready));
    for (TopicPartition partition : ready) {
      OffsetAndMetadata found = committed.get(partition);
      long start = found == null ? beginnings.getOrDefault(partition, 0L) : found.offset();
      BitSet done = found == null ? new BitSet() : done(partition, found);
      if (!stillOurs(() -> consumer.seek(partition, start))) {
        history.close(numbers(Set.of(partition)));
        continue;
      }
      desk.assigned(new Assignment<>(partition, new OffsetTracker(start, done)));
      working.add(partition);
      log.info(
          "group={} begins {} at {}, with {} done beyond",
          group,
          partition,
          start,
          done.cardinality());
    }
  }

  private BitSet done(TopicPartition partition, OffsetAndMetadata committed) {
    Optional<BitSet> done = DoneBitmap.decode(committed.metadata());
    if (done.isEmpty()) {
      log.warn("group={} {}: the offset's metadata is not ours and is left out", group, partition);
    }
    return done.orElseGet(BitSet::new);
  }

  /** Positions that are no longer in the log. Asks nobody; {@link #tellLost} does, and tells. */
  void lost(Map<TopicPartition, Long> positions) {
    lost.putAll(positions);
    desk.drop(positions.keySet());
    history.close(numbers(positions.keySet()));
    working.removeAll(positions.keySet());
    pause(positions.keySet());
  }

  /** Tells of the lost partitions, as soon as the brokers say where these begin now. */
  void tellLost() {
    if (lost.isEmpty()) {
      return;
    }
    Map<TopicPartition, Long> beginnings;
    try {
      beginnings = consumer.beginningOffsets(lost.keySet(), OFFSETS_WITHIN);
    } catch (InterruptException | UnsupportedVersionException e) {
      throw e;
    } catch (KafkaException e) {
      state.trouble(TROUBLE_WITH_LOST, "can't ask where lost partitions begin: " + Sentences.of(e));
      return;
    }
    state.well(TROUBLE_WITH_LOST);
    lost.forEach(
        (partition, position) ->
            tellLost(partition, position, beginnings.getOrDefault(partition, -1L)));
    lost.clear();
  }

  private void tellLost(TopicPartition partition, long position, long beginning) {
    state.trouble(
        lostTrouble(partition),
        ("records of %s were deleted before they were worked on (next is %d, oldest is %d): decide"
                + " what becomes of them, then move group %s on with kafka-consumer-groups"
                + " --reset-offsets")
            .formatted(partition, position, beginning, group));
  }

  private static String lostTrouble(TopicPartition partition) {
    return "low mark of " + partition;
  }

  private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
    return partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet());
  }
}
