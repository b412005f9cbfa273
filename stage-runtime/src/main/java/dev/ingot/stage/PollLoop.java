package dev.ingot.stage;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Owns the group's consumer, on a thread of its own: polls without a pause, so that the lease and
 * the membership hold whatever the looks do.
 */
final class PollLoop<I extends SpecificRecord> implements AutoCloseable {
  private static final String TROUBLE = "polling";

  /** Records wake a poll at once; this only bounds how long a resume or the end has to wait. */
  private static final Duration POLL = Duration.ofMillis(250);

  /** Between two polls while something is held back: at first, and at most. */
  private static final long SHORTEST_BREATH_MILLIS = 2;

  private static final long LONGEST_BREATH_MILLIS = 50;

  private static final Duration AFTER_FAILURE = Duration.ofMillis(500);
  private static final Duration RELEASE = Duration.ofSeconds(5);
  private static final Duration CLOSE = Duration.ofMillis(1_500);

  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Partitions<I> partitions;
  private final Desk<I> desk;
  private final Lease lease;
  private final WorkerState state;
  private final Thread thread;
  private final Heartbeats heartbeats;
  private long breathMillis = SHORTEST_BREATH_MILLIS;
  private volatile boolean stopping;
  private volatile boolean crashing;

  PollLoop(
      String name,
      String topic,
      KafkaConsumer<byte[], byte[]> consumer,
      Partitions<I> partitions,
      Desk<I> desk,
      Lease lease,
      WorkerState state) {
    this.topic = topic;
    this.consumer = consumer;
    this.partitions = partitions;
    this.desk = desk;
    this.lease = lease;
    this.state = state;
    this.heartbeats = new Heartbeats(consumer);
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      consumer.subscribe(List.of(topic), partitions);
      while (!stopping && !state.hasFailed()) {
        try {
          turn();
          state.well(TROUBLE);
        } catch (OffsetOutOfRangeException e) {
          partitions.lost(e.offsetOutOfRangePartitions());
        } catch (NoOffsetForPartitionException e) {
          // Where a new group begins is said when its partitions are assigned; until then, nowhere.
          partitions.wait(e.partitions());
        } catch (InterruptException | UnsupportedVersionException e) {
          throw e;
        } catch (KafkaException e) {
          state.trouble(TROUBLE, "can't poll: " + Sentences.of(e));
          Thread.sleep(AFTER_FAILURE);
        }
      }
    } catch (InterruptedException | InterruptException e) {
      state.failed("the polling thread was interrupted", e);
    } catch (UnsupportedVersionException e) {
      state.failed("the brokers are too old: Kafka 4.0 or newer is needed", e);
    } catch (Throwable e) {
      state.failed("polling failed: " + Sentences.of(e), e);
    } finally {
      leave();
    }
  }

  private void turn() throws InterruptedException {
    // Before the poll: what fails here must not cost us the records of one.
    partitions.retry();
    partitions.tellLost();
    boolean pressed = pauseAndResume();
    long began = System.nanoTime();
    // With records of a paused partition at hand the consumer would not wait: it turns on the spot.
    ConsumerRecords<byte[], byte[]> records = consumer.poll(pressed ? Duration.ZERO : POLL);
    desk.polled(consumer.groupMetadata());
    lease.polled(began, heartbeats.answered());
    state.polled();
    for (Map.Entry<TopicPartition, OffsetAndMetadata> next : records.nextOffsets().entrySet()) {
      desk.read(next.getKey(), records.records(next.getKey()), next.getValue().offset());
    }
    breathe(pressed && records.isEmpty());
  }

  /** What is held back is wanted again soon, or not for hours: the waits grow. */
  private void breathe(boolean pressed) throws InterruptedException {
    if (pressed) {
      Thread.sleep(breathMillis);
      breathMillis = Math.min(2 * breathMillis, LONGEST_BREATH_MILLIS);
    } else {
      breathMillis = SHORTEST_BREATH_MILLIS;
    }
  }

  /** True when there are records that are held back for a moment. */
  private boolean pauseAndResume() {
    Set<TopicPartition> hold = new HashSet<>();
    Set<TopicPartition> letGo = new HashSet<>();
    Set<TopicPartition> paused = consumer.paused();
    boolean pressed = false;
    for (TopicPartition partition : consumer.assignment()) {
      boolean wanted = desk.wantsMore(partition);
      pressed |= !wanted && partitions.working(partition);
      if (wanted && paused.contains(partition)) {
        letGo.add(partition);
      } else if (!wanted && !paused.contains(partition)) {
        hold.add(partition);
      }
    }
    if (!hold.isEmpty()) {
      partitions.pause(hold);
    }
    if (!letGo.isEmpty()) {
      partitions.resume(letGo);
    }
    return pressed;
  }

  private void leave() {
    Set<TopicPartition> all = partitions.all();
    if (crashing || state.hasFailed()) {
      desk.drop(all);
    } else {
      desk.release(all, RELEASE);
    }
    try {
      CloseOptions how = CloseOptions.timeout(crashing ? Duration.ZERO : CLOSE);
      consumer.close(
          crashing
              ? how.withGroupMembershipOperation(
                  CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP)
              : how);
    } catch (KafkaException e) {
      state.trouble(TROUBLE, "left without a word: " + Sentences.of(e));
    }
  }

  /**
   * Ends after the poll in progress, a bounded wait for running looks, and a goodbye: under 8 s.
   */
  @Override
  public void close() {
    stopping = true;
    if (thread.getState() == Thread.State.NEW) {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
      return;
    }
    try {
      if (!thread.join(RELEASE.plus(CLOSE).plusSeconds(1))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** As if the process had been killed: no commit, no goodbye. */
  void crash() {
    crashing = true;
    desk.drop(partitions.all());
    close();
  }
}
