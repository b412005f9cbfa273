package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.HeadSeen;
import java.time.Duration;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a partition that is lost, or whose position is no longer in the log. */
class PartitionsTest {
  private static final TopicPartition PARTITION = new TopicPartition("tasks", 0);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
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
      new Partitions<>("group", consumer, desk, new NoHistoryPartitions(), state);

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
}
