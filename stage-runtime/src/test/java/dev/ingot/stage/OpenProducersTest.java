package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.LeaderNotAvailableException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class OpenProducersTest {
  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
  private static final TopicPartition TOLD = place(0);
  private static final TopicPartition LEADERLESS = place(1);
  private static final TopicPartition SILENT = place(2);

  private static TopicPartition place(int partition) {
    return new TopicPartition("ingot." + Topics.DEAD_LETTERS, partition);
  }

  private static ProducerState producer(long id, Instant lastWritten, OptionalLong openFrom) {
    return new ProducerState(id, 3, 0, lastWritten.toEpochMilli(), OptionalInt.of(1), openFrom);
  }

  private static KafkaFuture<PartitionProducerState> answers(TopicPartition partition) {
    KafkaFutureImpl<PartitionProducerState> answer = new KafkaFutureImpl<>();
    if (partition.equals(TOLD)) {
      answer.complete(
          new PartitionProducerState(
              List.of(
                  producer(1, NOW.minusSeconds(60), OptionalLong.of(7)),
                  producer(2, NOW.minusSeconds(59), OptionalLong.of(8)),
                  producer(3, NOW.minusSeconds(90), OptionalLong.empty()))));
    } else if (partition.equals(LEADERLESS)) {
      answer.completeExceptionally(new LeaderNotAvailableException("there is none"));
    }
    return answer;
  }

  @Test
  void aPartitionThatDoesNotAnswerHoldsUpNoOther() {
    OpenProducers found =
        OpenProducers.of(
            List.of(SILENT, LEADERLESS, TOLD),
            OpenProducersTest::answers,
            NOW.minusSeconds(60),
            Duration.ofMillis(1));

    assertThat(found.open()).containsOnlyKeys(TOLD);
    assertThat(found.open().get(TOLD)).extracting(ProducerState::producerId).containsExactly(1L);
    assertThat(found.untold())
        .isEqualTo(
            Map.of(
                LEADERLESS.toString(),
                "LeaderNotAvailableException: there is none",
                SILENT.toString(),
                "no answer within 0 s"));
  }
}
