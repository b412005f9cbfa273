package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.topics.Topics;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StageSpecTest {
  @Test
  void topicsKeepWhatARecordNeedsThatWaitsFirst() {
    assertThat(
            StageSpec.of("baker", Topics.COMMITS)
                .within(Duration.ofHours(12))
                .waitsFirst(Duration.ofHours(72))
                .build()
                .retention())
        .isEqualTo(Duration.ofHours(96));
  }
}
