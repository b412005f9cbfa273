package dev.ingot.stage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.Emission;
import dev.ingot.stage.Outcome;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/**
 * What every stage must survive: a second delivery, a crash at any point, and being given up at any
 * point. A stage's test extends it, once per way through the stage that matters.
 */
public abstract class StageContract<I extends SpecificRecord> {

  /** The stage in a fresh world at the same time as ever, nothing delivered yet. */
  protected abstract ManualStage<I> freshStage();

  /** The event that is delivered; the same at every call. */
  protected abstract I event();

  /**
   * The world of the last {@link #freshStage} is one in which nobody is harmed and nothing leaks.
   */
  protected abstract void assertWorldIsSafe();

  /**
   * What others do before the next look: they answer to what was announced, instances get healthy.
   * Called before every look, also after a crash, so it must look at what is already said.
   */
  protected void meanwhile(ManualStage<I> stage) throws Exception {}

  /** Whether the stage ends deployments: then giving up must do so, once. */
  protected boolean holdsDeployment() {
    return true;
  }

  /** A stage that is not done after so many looks never will be. */
  protected int mostLooks() {
    return 200;
  }

  @Test
  protected void comesToAnEnd() throws Exception {
    ManualStage<I> stage = delivered();

    drive(stage);

    assertThat(stage.isDone()).isTrue();
    assertNothingTwice(stage);
  }

  @Test
  protected void givesTheSameIdsInEveryRun() throws Exception {
    ManualStage<I> first = delivered();
    drive(first);

    ManualStage<I> second = delivered();
    drive(second);

    assertThat(ids(second)).isEqualTo(ids(first));
  }

  @Test
  protected void announcesNothingTwiceWhenDeliveredAgain() throws Exception {
    ManualStage<I> stage = delivered();
    drive(stage);

    stage.crashAndRedeliver();
    drive(stage);

    assertNothingTwice(stage);
  }

  @Test
  protected void comesToTheSameEndWhenALookIsLost() throws Exception {
    ManualStage<I> undisturbed = delivered();
    int looks = drive(undisturbed);

    for (int lost = 0; lost < looks; lost++) {
      ManualStage<I> stage = delivered();
      drive(stage, lost);
      meanwhile(stage);
      stage.lookAndLoseIt();
      stage.crashAndRedeliver();
      drive(stage);

      assertSameEnd(stage, undisturbed, "the outcome of look %d was lost".formatted(lost + 1));
    }
  }

  @Test
  protected void comesToTheSameEndWhenTheOwnerDiesAfterALook() throws Exception {
    ManualStage<I> undisturbed = delivered();
    int looks = drive(undisturbed);

    for (int last = 1; last < looks; last++) {
      ManualStage<I> stage = delivered();
      drive(stage, last);
      stage.crashAndRedeliver();
      drive(stage);

      assertSameEnd(stage, undisturbed, "the owner died after look %d".formatted(last));
    }
  }

  @Test
  protected void leavesTheWorldSafeWhenAbandonedAtAnyLook() throws Exception {
    int looks = drive(delivered());

    for (int before = 0; before < looks; before++) {
      ManualStage<I> stage = delivered();
      drive(stage, before);
      abandon(stage);

      assertEnded(stage, "abandoned after look %d".formatted(before));
    }
  }

  @Test
  protected void leavesTheWorldSafeWhenTheOwnerDiesWhileAbandoning() throws Exception {
    int looks = drive(delivered());

    for (int before = 0; before < looks; before++) {
      ManualStage<I> stage = delivered();
      drive(stage, before);
      stage.abandonAndLoseIt("a test gives up");
      stage.crashAndRedeliver();
      abandon(stage);

      assertEnded(stage, "abandoned twice after look %d".formatted(before));
    }
  }

  private ManualStage<I> delivered() {
    return freshStage().deliver(event());
  }

  /** Returns how many looks it took. */
  private int drive(ManualStage<I> stage) throws Exception {
    int looks = drive(stage, mostLooks());
    assertThat(stage.isDone()).as("done after %d looks", looks).isTrue();
    return looks;
  }

  private int drive(ManualStage<I> stage, int most) throws Exception {
    for (int looks = 0; looks < most; looks++) {
      meanwhile(stage);
      if (stage.look() instanceof Outcome.CheckAgain again) {
        stage.clock().advance(again.after());
      } else {
        return looks + 1;
      }
    }
    return most;
  }

  private static void abandon(ManualStage<?> stage) throws Exception {
    stage.abandon("a test gives up");
  }

  private void assertEnded(ManualStage<I> stage, String when) {
    assertWorldIsSafe();
    assertNothingTwice(stage);
    if (holdsDeployment()) {
      List<DeploymentFinished> ends = stage.topics().all(Topics.OUTCOMES);
      assertThat(ends).as("%s: the one end of the deployment", when).hasSize(1);
    }
  }

  private static void assertSameEnd(ManualStage<?> stage, ManualStage<?> undisturbed, String when) {
    assertThat(ids(stage)).as(when).isEqualTo(ids(undisturbed));
    assertNothingTwice(stage);
  }

  private static void assertNothingTwice(ManualStage<?> stage) {
    assertThat(stage.announced().stream().map(StageContract::name))
        .as("announced, by id")
        .doesNotHaveDuplicates();
  }

  private static Set<String> ids(ManualStage<?> stage) {
    Set<String> ids = new TreeSet<>();
    stage.announced().forEach(emission -> ids.add(name(emission)));
    return ids;
  }

  private static String name(Emission<?> emission) {
    return emission.topic() + "/" + emission.id();
  }
}
