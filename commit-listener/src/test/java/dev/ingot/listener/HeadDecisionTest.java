package dev.ingot.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.HeadSeen;
import dev.ingot.listener.HeadDecision.NewHead;
import dev.ingot.listener.HeadDecision.NothingNew;
import dev.ingot.stage.testkit.Events;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeadDecisionTest {
  private static final String OLD = "a".repeat(40);
  private static final String NEW = "b".repeat(40);
  private static final Instant NOW = Instant.ofEpochMilli(5_000);

  @Test
  void takesTheSameHeadForANewIntentWhenAnOperatorAsksForIt() {
    assertThat(HeadDecision.decide(Optional.of(OLD), Optional.of(seen(OLD, 4_000)), true, NOW))
        .isInstanceOf(HeadDecision.NewHead.class);
  }

  @Test
  void firstHeadIsNew() {
    assertThat(HeadDecision.decide(Optional.of(NEW), Optional.empty(), false, NOW))
        .isEqualTo(new NewHead(NEW, 5_000, Optional.empty()));
  }

  @Test
  void anotherHeadIsNewAndKnowsThePreviousOne() {
    assertThat(HeadDecision.decide(Optional.of(NEW), Optional.of(seen(OLD, 4_000)), false, NOW))
        .isEqualTo(new NewHead(NEW, 5_000, Optional.of(OLD)));
  }

  @Test
  void generationGrowsEvenWhenTheClockWasSetBack() {
    assertThat(HeadDecision.decide(Optional.of(NEW), Optional.of(seen(OLD, 9_000)), false, NOW))
        .isEqualTo(new NewHead(NEW, 9_001, Optional.of(OLD)));
  }

  @Test
  void sameHeadIsNothingNew() {
    assertThat(HeadDecision.decide(Optional.of(OLD), Optional.of(seen(OLD, 4_000)), false, NOW))
        .isInstanceOf(NothingNew.class);
  }

  @Test
  void refThatIsGoneIsNothingNew() {
    assertThat(HeadDecision.decide(Optional.empty(), Optional.of(seen(OLD, 4_000)), false, NOW))
        .isInstanceOf(NothingNew.class);
  }

  private static HeadSeen seen(String commitId, long generation) {
    return Events.headSeen().setCommitId(commitId).setGeneration(generation).build();
  }
}
