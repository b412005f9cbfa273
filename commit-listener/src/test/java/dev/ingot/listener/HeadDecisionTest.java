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
    assertThat(decide(Optional.of(OLD), Optional.of(seen(OLD, 4_000)), true, NOW))
        .isInstanceOf(HeadDecision.NewHead.class);
  }

  @Test
  void firstHeadIsNew() {
    assertThat(decide(Optional.of(NEW), Optional.empty(), false, NOW))
        .isEqualTo(new NewHead(NEW, 5_000, Optional.empty()));
  }

  @Test
  void anotherHeadIsNewAndKnowsThePreviousOne() {
    assertThat(decide(Optional.of(NEW), Optional.of(seen(OLD, 4_000)), false, NOW))
        .isEqualTo(new NewHead(NEW, 5_000, Optional.of(OLD)));
  }

  @Test
  void generationGrowsEvenWhenTheClockWasSetBack() {
    assertThat(decide(Optional.of(NEW), Optional.of(seen(OLD, 9_000)), false, NOW))
        .isEqualTo(new NewHead(NEW, 9_001, Optional.of(OLD)));
  }

  @Test
  void sameHeadIsNothingNew() {
    assertThat(decide(Optional.of(OLD), Optional.of(seen(OLD, 4_000)), false, NOW))
        .isInstanceOf(NothingNew.class);
  }

  @Test
  void refThatIsGoneIsNothingNew() {
    assertThat(decide(Optional.empty(), Optional.of(seen(OLD, 4_000)), false, NOW))
        .isInstanceOf(NothingNew.class);
  }

  @Test
  void sameHeadIsNewWhenTheServiceIsInAnotherFolderNow() {
    Optional<HeadSeen> last = Optional.of(seen(OLD, 4_000));

    assertThat(HeadDecision.decide(Optional.of(OLD), last, "shop", false, NOW))
        .isInstanceOf(NewHead.class);
  }

  @Test
  void aHeadThatChangesNothingInTheFolderIsNothingNew() {
    assertThat(within("shop", "tree-1", false)).isInstanceOf(NothingNew.class);
  }

  @Test
  void aHeadThatChangesTheFolderIsNew() {
    assertThat(within("shop", "tree-2", false)).isInstanceOf(NewHead.class);
  }

  @Test
  void anotherFolderThatHoldsTheSameIsNew() {
    assertThat(within("other", "tree-1", false)).isInstanceOf(NewHead.class);
  }

  @Test
  void anOperatorsWishIsNewWhateverTheFolderHolds() {
    assertThat(within("shop", "tree-1", true)).isInstanceOf(NewHead.class);
  }

  private static HeadDecision within(String folder, String tree, boolean asked) {
    HeadSeen last = Events.headSeen().setCommitId(OLD).setPath("shop").setTree("tree-1").build();
    NewHead head = new NewHead(NEW, 5_000, Optional.of(OLD));
    return HeadDecision.within(folder, tree, head, Optional.of(last), asked);
  }

  private static HeadDecision decide(
      Optional<String> remote, Optional<HeadSeen> last, boolean asked, Instant now) {
    return HeadDecision.decide(remote, last, "", asked, now);
  }

  private static HeadSeen seen(String commitId, long generation) {
    return Events.headSeen().setCommitId(commitId).setGeneration(generation).build();
  }
}
