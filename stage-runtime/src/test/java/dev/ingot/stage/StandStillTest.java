package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.stage.StandStill.Ends;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StandStillTest {
  private static final TopicPartition ONE = new TopicPartition("ingot.images", 1);
  private static final TopicPartition TWO = new TopicPartition("ingot.images", 2);

  private final StandStill standing = new StandStill(Duration.ofSeconds(60));
  private long now;

  private Map<TopicPartition, Long> after(long seconds, Map<TopicPartition, Ends> ends) {
    now += Duration.ofSeconds(seconds).toNanos();
    return standing.look(ends, now);
  }

  @Test
  void aPartitionThatStandsStillForTooLongIsStuck() {
    assertThat(after(0, Map.of(ONE, new Ends(5, 8)))).isEmpty();
    assertThat(after(59, Map.of(ONE, new Ends(5, 9)))).isEmpty();
    assertThat(after(1, Map.of(ONE, new Ends(5, 9)))).containsExactly(Map.entry(ONE, 5L));
    assertThat(after(15, Map.of(ONE, new Ends(9, 9)))).isEmpty();
  }

  @Test
  void transactionsOneAfterTheOtherAreNoStandStill() {
    for (int i = 0; i < 20; i++) {
      assertThat(after(15, Map.of(ONE, new Ends(i, i + 3)))).isEmpty();
    }
  }

  @Test
  void aPartitionThatIsReadToItsEndIsWell() {
    assertThat(after(0, Map.of(ONE, new Ends(5, 8)))).isEmpty();
    assertThat(after(30, Map.of(ONE, new Ends(8, 8)))).isEmpty();
    assertThat(after(30, Map.of(ONE, new Ends(8, 9)))).isEmpty();
    assertThat(after(30, Map.of(ONE, new Ends(8, 9)))).isEmpty();
  }

  @Test
  void aPartitionThatWasAwayBeginsAnew() {
    assertThat(after(0, Map.of(ONE, new Ends(5, 8), TWO, new Ends(1, 2)))).isEmpty();
    assertThat(after(50, Map.of(TWO, new Ends(1, 2)))).isEmpty();
    assertThat(after(50, Map.of(ONE, new Ends(5, 8), TWO, new Ends(1, 2))))
        .containsExactly(Map.entry(TWO, 1L));
  }
}
