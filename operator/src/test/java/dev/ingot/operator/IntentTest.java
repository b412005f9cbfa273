package dev.ingot.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.Cause;
import dev.ingot.events.CommandKind;
import dev.ingot.events.Deployment;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.Image;
import dev.ingot.events.ImageReady;
import dev.ingot.events.OperatorCommand;
import dev.ingot.stage.testkit.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Deployments of one service, told as the log tells them, and what an operator makes of them. */
class IntentTest {
  private static final Instant NOW = Events.START.plusSeconds(3_600);
  private static final Intent.Asked ASKED =
      new Intent.Asked("command-1", "ann", "orders fail", NOW);

  private final Past past = new Past(Events.SERVICE, Events.ENVIRONMENT, Duration.ofDays(5));

  private ImageReady image(String id, String ami, Cause cause, long generation) {
    return image(id, ami, cause, generation, Events.START);
  }

  private ImageReady image(String id, String ami, Cause cause, long generation, Instant readyAt) {
    Deployment deployment =
        Events.deployment(Events.ENVIRONMENT)
            .setId(id)
            .setCause(cause)
            .setGeneration(generation)
            .build();
    ImageReady image =
        Events.imageReady(deployment)
            .setImage(new Image(ami, "image-" + ami, "0".repeat(64)))
            .setFollowing(List.of(Events.plan("europe").build()))
            .setReadyAt(readyAt)
            .build();
    past.see(image);
    return image;
  }

  private void promoted(String id, String ami) {
    promoted(id, ami, Cause.COMMIT);
  }

  private void promoted(String id, String ami, Cause cause) {
    ended(image(id, ami, cause, 7), DeploymentOutcome.PROMOTED);
  }

  private void ended(ImageReady image, DeploymentOutcome outcome) {
    past.see(Events.deploymentFinished(image.getDeployment(), outcome).build());
  }

  private Intent.Begun rollback() {
    return (Intent.Begun) Intent.rollback(past, Optional.empty(), ASKED);
  }

  private static String refusal(Intent intent) {
    return ((Intent.Refused) intent).why();
  }

  @Test
  void goesBackToWhatWasLiveBeforeAtOnceAndForThatEnvironmentAlone() {
    promoted("one", "ami-1");
    promoted("two", "ami-2");

    Intent.Begun begun = rollback();

    OperatorCommand command = begun.command();
    assertThat(command.getCommand()).isEqualTo(CommandKind.ROLLBACK);
    assertThat(command.getFrom()).isEqualTo("two");
    assertThat(command.getTo()).isEqualTo("one");
    assertThat(command.getDeploymentId()).isEqualTo(begun.deployment());
    assertThat(command.getWhy()).isEqualTo("orders fail");
    Deployment deployment = begun.image().getDeployment();
    assertThat(deployment.getCause()).isEqualTo(Cause.ROLLBACK);
    assertThat(deployment.getCauseId()).isEqualTo("command-1");
    assertThat(deployment.getGeneration()).isEqualTo(NOW.toEpochMilli());
    assertThat(deployment.getStartedAt()).isEqualTo(NOW);
    assertThat(begun.image().getImage().getId()).isEqualTo("ami-1");
    assertThat(begun.image().getFollowing()).isEmpty();
    assertThat(begun.image().getPlan().getRollout().getSteps()).containsExactly(100);
    assertThat(begun.image().getPlan().getRollout().getBakes()).containsExactly(0L);
    assertThat(begun.image().getPlan().getVerify().getJudges()).isEmpty();
    assertThat(begun.image().getPlan().getFleet())
        .isEqualTo(Events.plan(Events.ENVIRONMENT).build().getFleet());
    assertThat(begun.aborts()).isEmpty();
  }

  @Test
  void passesOverWhatRanTheSameImageAndWhatWasNotPromoted() {
    promoted("one", "ami-1");
    ended(image("failed", "ami-9", Cause.COMMIT, 8), DeploymentOutcome.ROLLED_BACK);
    promoted("two", "ami-2");
    promoted("again", "ami-2", Cause.REDEPLOY);

    assertThat(rollback().command().getTo()).isEqualTo("one");
  }

  @Test
  void goesForthAgainAfterARollback() {
    promoted("one", "ami-1");
    promoted("two", "ami-2");
    promoted("back", "ami-1", Cause.ROLLBACK);

    assertThat(rollback().command().getFrom()).isEqualTo("back");
    assertThat(rollback().command().getTo()).isEqualTo("two");
  }

  @Test
  void goesToTheOneThatIsNamed() {
    promoted("one", "ami-1");
    promoted("two", "ami-2");
    promoted("three", "ami-3");

    Intent named = Intent.rollback(past, Optional.of("one"), ASKED);

    assertThat(((Intent.Begun) named).command().getTo()).isEqualTo("one");
    assertThat(refusal(Intent.rollback(past, Optional.of("three"), ASKED)))
        .isEqualTo("three is live");
    assertThat(refusal(Intent.rollback(past, Optional.of("four"), ASKED)))
        .contains("four was never promoted in production");
  }

  @Test
  void abortsWhatIsUnderWayFirst() {
    promoted("one", "ami-1");
    promoted("two", "ami-2");
    image("three", "ami-3", Cause.COMMIT, NOW.toEpochMilli() + 5);

    Intent.Begun begun = rollback();

    assertThat(begun.aborts())
        .singleElement()
        .satisfies(
            abort -> {
              assertThat(abort.getCommand()).isEqualTo(CommandKind.ABORT);
              assertThat(abort.getDeploymentId()).isEqualTo("three");
              assertThat(abort.getWhy()).isEqualTo("it goes back to one: orders fail");
            });
    // Whatever the operator's clock says.
    assertThat(begun.command().getGeneration()).isEqualTo(NOW.toEpochMilli() + 6);
  }

  @Test
  void isRefusedWhereThereIsNothingToGoBackTo() {
    assertThat(refusal(Intent.rollback(past, Optional.empty(), ASKED)))
        .isEqualTo("the log remembers no deployment of 'shop' that was promoted in 'production'");
    promoted("one", "ami-1");
    assertThat(refusal(Intent.rollback(past, Optional.empty(), ASKED)))
        .contains("nothing else that was live before one");
    promoted("two", "ami-2");
    image("back", "ami-1", Cause.ROLLBACK, 9);
    assertThat(refusal(Intent.rollback(past, Optional.empty(), ASKED)))
        .isEqualTo("rollback back is under way; 'ingot abort' ends it");
  }

  @Test
  void whatIsOlderThanAnyMayBeHasEndedWhetherTheLogTellsItOrNot() {
    Instant old = NOW.minus(Duration.ofDays(5)).minusMillis(1);
    image("lost", "ami-0", Cause.ROLLBACK, 3, old);
    image("lost-too", "ami-0", Cause.COMMIT, 4, old);
    ended(image("one", "ami-1", Cause.COMMIT, 5, old), DeploymentOutcome.PROMOTED);
    promoted("two", "ami-2");

    assertThat(rollback().command().getTo()).isEqualTo("one");
    assertThat(rollback().aborts()).isEmpty();
    assertThat(Intent.redeploy(past, ASKED)).isInstanceOf(Intent.Begun.class);
    image("slow", "ami-3", Cause.COMMIT, 8, old.plusMillis(1));
    assertThat(rollback().aborts())
        .extracting(OperatorCommand::getDeploymentId)
        .containsExactly("slow");
  }

  @Test
  void deploysWhatIsLiveOnceMoreByItsOwnPlan() {
    promoted("one", "ami-1");
    promoted("two", "ami-2");

    Intent.Begun begun = (Intent.Begun) Intent.redeploy(past, ASKED);

    assertThat(begun.command().getCommand()).isEqualTo(CommandKind.REDEPLOY);
    assertThat(begun.command().getTo()).isEqualTo("two");
    assertThat(begun.command().getFrom()).isNull();
    // What was pushed since then is newer.
    assertThat(begun.command().getGeneration()).isEqualTo(8);
    assertThat(begun.image().getDeployment().getCause()).isEqualTo(Cause.REDEPLOY);
    assertThat(begun.image().getImage().getId()).isEqualTo("ami-2");
    assertThat(begun.image().getPlan()).isEqualTo(Events.plan(Events.ENVIRONMENT).build());
    assertThat(begun.image().getFollowing()).isEmpty();
  }

  @Test
  void redeploysWhatWasGoneBackToByThePlanThatItCameWith() {
    promoted("one", "ami-1");
    promoted("two", "ami-2");
    ImageReady back = rollback().image();
    past.see(back);
    ended(back, DeploymentOutcome.PROMOTED);

    Intent.Begun begun = (Intent.Begun) Intent.redeploy(past, ASKED);

    assertThat(begun.command().getTo()).isEqualTo(back.getDeployment().getId());
    assertThat(begun.image().getPlan()).isEqualTo(Events.plan(Events.ENVIRONMENT).build());
  }

  @Test
  void redeploysNothingBesideWhatIsUnderWay() {
    promoted("one", "ami-1");
    image("two", "ami-2", Cause.COMMIT, 8);

    assertThat(refusal(Intent.redeploy(past, ASKED)))
        .isEqualTo("two is under way; wait for its end, or 'ingot abort' it");
  }
}
