package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.HeadSeen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a partition that is lost, or whose position is no longer in the log. */
class PartitionsTest {
  private static final TopicPartition PARTITION = new TopicPartition("tasks", 0);

  private static final TopicPartition OTHER = new TopicPartition("tasks", 1);
  private static final long SECOND = 1_000_000_000L;

  private long now = Long.MAX_VALUE - SECOND;
  private final Set<TopicPartition> untold = new HashSet<>();
  private final List<Set<TopicPartition>> asked = new ArrayList<>();
  private final MockConsumer<byte[], byte[]> consumer = new Untelling();
  private final WorkerState state = new WorkerState("script", System::nanoTime);
  private final TimerThread timers = new TimerThread("partitions-test");
  private final Desk<HeadSeen> desk =
      new Desk<>(
          Limits.DEFAULT,
          RetryPolicy.DEFAULT,
          Duration.ZERO,
          timers,
          new NoHistory(),
          new NoHands());
  private final Partitions<HeadSeen> partitions =
      new Partitions<>("group", consumer, desk, new NoHistoryPartitions(), state, () -> now);

  /** Tells the offsets of none together with one that it is not to tell. */
  private final class Untelling extends MockConsumer<byte[], byte[]> {
    Untelling() {
      super("none");
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
        Set<TopicPartition> partitions, Duration within) {
      assertThat(within).isLessThanOrEqualTo(Duration.ofMillis(500));
      asked.add(partitions);
      if (partitions.stream().anyMatch(untold::contains)) {
        throw new TimeoutException("a transaction over these offsets is open");
      }
      return Map.of();
    }
  }

  private static final class NoHistory implements History<HeadSeen> {
    @Override
    public void need(InHand<HeadSeen> record) {}

    @Override
    public boolean complete(InHand<HeadSeen> record) {
      return true;
    }

    @Override
    public void forget(InHand<HeadSeen> record) {}
  }

  private static final class NoHands implements Hands<HeadSeen> {
    @Override
    public Thread look(InHand<HeadSeen> record) {
      return Thread.ofVirtual().unstarted(() -> {});
    }

    @Override
    public void commit(Settlement<HeadSeen> settlement) {}

    @Override
    public void take(Assignment<HeadSeen> assignment) {}
  }

  private static final class NoHistoryPartitions implements Partitions.HistoryPartitions {
    @Override
    public void open(Collection<Integer> numbers) {}

    @Override
    public void close(Collection<Integer> numbers) {}
  }

  @AfterEach
  void end() {
    consumer.close();
    timers.close();
  }

  @Test
  void tellsOfALostPartitionWhenTheBrokersAnswerAgain() {
    consumer.assign(List.of(PARTITION));
    desk.assigned(new Assignment<>(PARTITION, new OffsetTracker(7, new BitSet())));
    partitions.lost(Map.of(PARTITION, 7L));
    assertThat(desk.wantsMore(PARTITION)).isFalse();
    assertThat(consumer.paused()).containsExactly(PARTITION);

    consumer.setOffsetsException(new TimeoutException("away"));
    partitions.tellLost();
    assertThat(state.reasons()).anyMatch(r -> r.contains("can't ask"));

    consumer.updateBeginningOffsets(Map.of(PARTITION, 20L));
    partitions.tellLost();
    assertThat(state.reasons())
        .anyMatch(r -> r.contains("next is 7, oldest is 20"))
        .noneMatch(r -> r.contains("can't ask"));
  }

  @Test
  void beginsAtTheNextTurnWhenTheGroupDidNotKnowItAnyMore() {
    consumer.assign(List.of(PARTITION));
    consumer.setOffsetsException(new UnknownMemberIdException("who is that?"));

    partitions.onPartitionsAssigned(List.of(PARTITION));

    assertThat(partitions.working(PARTITION)).isFalse();
    assertThat(state.reasons()).anyMatch(r -> r.contains("can't read the committed offsets"));

    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    now += SECOND;
    partitions.retry();

    assertThat(partitions.working(PARTITION)).isTrue();
    assertThat(state.reasons()).noneMatch(r -> r.contains("can't read the committed offsets"));
  }

  @Test
  void leavesAPartitionAloneThatWasTakenAwayMeanwhile() {
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));

    partitions.onPartitionsAssigned(List.of(PARTITION));
    partitions.resume(List.of(PARTITION));
    partitions.lost(Map.of(PARTITION, 7L));

    assertThat(partitions.working(PARTITION)).isFalse();
    assertThat(desk.wantsMore(PARTITION)).isFalse();
  }

  @Test
  void beginsTheOthersWhereTheOffsetsOfOneAreNotTold() {
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L, OTHER, 0L));
    consumer.assign(List.of(PARTITION, OTHER));
    untold.add(PARTITION);

    partitions.onPartitionsAssigned(List.of(PARTITION, OTHER));
    partitions.retry();
    partitions.retry();

    assertThat(partitions.all()).containsExactly(OTHER);
    assertThat(state.reasons())
        .anyMatch(r -> r.startsWith("can't read the committed offsets of tasks-0: "));
    assertThat(asked).hasSize(3).startsWith(Set.of(PARTITION, OTHER));
  }

  @Test
  void asksLessAndLessOftenAndBeginsWhenItIsTold() {
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.assign(List.of(PARTITION));
    untold.add(PARTITION);
    partitions.onPartitionsAssigned(List.of(PARTITION));

    for (int tenth = 0; tenth < 600; tenth++) {
      now += SECOND / 10;
      partitions.retry();
    }
    assertThat(asked).hasSizeBetween(10, 30);

    untold.clear();
    now += 8 * SECOND;
    partitions.retry();
    assertThat(partitions.all()).containsExactly(PARTITION);
    assertThat(state.reasons()).noneMatch(r -> r.contains("committed offsets"));
  }

  @Test
  void saysNothingMoreOfAPartitionThatIsAnothersNow() {
    consumer.assign(List.of(PARTITION));
    untold.add(PARTITION);
    partitions.onPartitionsAssigned(List.of(PARTITION));

    partitions.onPartitionsLost(List.of(PARTITION));
    now += 60 * SECOND;
    partitions.retry();

    assertThat(state.reasons()).noneMatch(r -> r.contains("committed offsets"));
    assertThat(asked).hasSize(1);
  }
}
