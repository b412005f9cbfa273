package dev.ingot.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.CommitReceived;
import dev.ingot.events.Deployment;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.ImageReady;
import dev.ingot.events.PushReported;
import dev.ingot.events.topics.Topic;
import dev.ingot.events.topics.Topics;
import dev.ingot.operator.ReplayDecision.Known;
import dev.ingot.operator.ReplayDecision.Refused;
import dev.ingot.operator.ReplayDecision.Send;
import dev.ingot.operator.ReplayDecision.Wish;
import dev.ingot.stage.testkit.Events;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplayDecisionTest {
  private static final Instant NOW = Events.START.plusSeconds(600);
  private static final LetterId ID = new LetterId(1, 7);
  private static final Wish PLAIN = new Wish(false, false);
  private static final Wish FORCE = new Wish(true, false);
  private static final Wish FOR_ALL = new Wish(false, true);

  private final Ledger ledger = new Ledger(10, letter -> true);
  private final ServiceStory story = new ServiceStory(Events.SERVICE);

  private static Letter letter(
      String stage, Topic<?> topic, boolean poison, boolean whole, Optional<Letter.Line> line) {
    return new Letter(
        ID,
        "shop",
        topic.name("ingot."),
        1,
        3,
        stage,
        poison,
        "E",
        "m",
        8,
        "dev",
        NOW,
        whole,
        line);
  }

  private ReplayDecision decide(String stage, Topic<?> topic, SpecificRecord event, Wish wish) {
    return decide(letter(stage, topic, false, true, Optional.empty()), topic, event, wish);
  }

  private ReplayDecision decide(
      Letter letter, Topic<?> topic, @Nullable SpecificRecord event, Wish wish) {
    return ReplayDecision.decide(
        new Known(letter, Optional.of(topic), Optional.ofNullable(event), ledger, story),
        wish,
        NOW);
  }

  private ReplayDecision image() {
    return decide("provisioner", Topics.IMAGES, Events.imageReady().build(), PLAIN);
  }

  private static SpecificRecord fresh(ReplayDecision decision) {
    return (SpecificRecord) ((Send) decision).fresh().orElseThrow().event();
  }

  private static String why(ReplayDecision decision) {
    return ((Refused) decision).why();
  }

  private static Deployment generation(long generation) {
    return Deployment.newBuilder(Events.laterDeployment("fedcba98".repeat(5)))
        .setGeneration(generation)
        .build();
  }

  private static long ours() {
    return Events.deployment().getGeneration();
  }

  @Test
  void aPushIsReportedAnew() {
    PushReported before = Events.pushReported().build();

    PushReported after =
        (PushReported) fresh(decide("commit-listener", Topics.PUSHES, before, PLAIN));

    assertThat(after.getId()).isNotEqualTo(before.getId());
    assertThat(after.getReportedAt()).isEqualTo(NOW);
    assertThat(after.getSource()).isEqualTo(before.getSource());
  }

  @Test
  void aCommitIsAnewIntentOfTheSameGeneration() {
    CommitReceived before = Events.commitReceived().build();

    CommitReceived after =
        (CommitReceived) fresh(decide("artifact-builder", Topics.COMMITS, before, PLAIN));

    assertThat(after.getId()).isNotEqualTo(before.getId());
    assertThat(after.getGeneration()).isEqualTo(before.getGeneration());
    assertThat(after.getCommit()).isEqualTo(before.getCommit());
  }

  @Test
  void anImageIsADeploymentOfItsOwnWithTheSameCauseAndGeneration() {
    Deployment before = Events.deployment();

    Deployment after = ((ImageReady) fresh(image())).getDeployment();

    assertThat(after.getId()).isNotEqualTo(before.getId()).hasSize(before.getId().length());
    assertThat(after.getCause()).isEqualTo(before.getCause());
    assertThat(after.getGeneration()).isEqualTo(before.getGeneration());
    assertThat(after.getStartedAt()).isEqualTo(NOW);
    assertThat(fresh(image())).as("the same replay gives the same event").isEqualTo(fresh(image()));
  }

  @Test
  void whatIsLaterIsRefusedWithARemedy() {
    assertThat(
            why(decide("traffic-shifter", Topics.FLEETS, Events.fleetProvisioned().build(), FORCE)))
        .contains("FleetProvisioned belongs to a deployment that has ended", "replay its commit");
  }

  @Test
  void poisonOfAnyTopicGoesAsItCame() {
    Letter poison = letter("traffic-shifter", Topics.FLEETS, true, true, Optional.empty());

    assertThat(decide(poison, Topics.FLEETS, null, PLAIN)).isEqualTo(new Send(Optional.empty(), 1));
  }

  @Test
  void poisonThatDecodesByNowIsRefusedWhenItsDeploymentHasEnded() {
    Letter poison = letter("traffic-shifter", Topics.FLEETS, true, true, Optional.empty());
    SpecificRecord fleet = Events.fleetProvisioned().build();
    assertThat(decide(poison, Topics.FLEETS, fleet, PLAIN)).isInstanceOf(Send.class);

    story.add(Moody.end(Events.imageReady().build(), DeploymentOutcome.FAILED, "no", NOW).event());

    assertThat(why(decide(poison, Topics.FLEETS, fleet, PLAIN))).contains("has ended as FAILED");
  }

  @Test
  void whatWouldBringOldCodeBackIsRefused() {
    ImageReady newer = Events.imageReady(generation(ours() + 1)).build();
    story.add(newer);
    assertThat(why(image()))
        .contains(
            "generation %d is older than %d, which is on its way to production"
                .formatted(ours(), ours() + 1));

    story.add(Moody.end(newer, DeploymentOutcome.PROMOTED, "well", NOW).event());
    assertThat(why(image()))
        .contains(
            "generation %d is older than %d, which production has had"
                .formatted(ours(), ours() + 1));
    assertThat(
            why(decide("artifact-builder", Topics.COMMITS, Events.commitReceived().build(), FORCE)))
        .contains("which the service has had");
  }

  @Test
  void aNewerOneThatFailedIsNoReasonNotTo() {
    ImageReady newer = Events.imageReady(generation(ours() + 1)).build();
    story.add(newer);
    story.add(Moody.end(newer, DeploymentOutcome.FAILED, "no", NOW).event());

    assertThat(image()).isInstanceOf(Send.class);
  }

  @Test
  void whatWasPromotedAfterAllIsRefused() {
    story.add(
        Moody.end(Events.imageReady().build(), DeploymentOutcome.PROMOTED, "well", NOW).event());

    assertThat(why(image())).contains("it was promoted");
  }

  @Test
  void whatWasCutIsRefused() {
    Letter cut = letter("provisioner", Topics.IMAGES, true, false, Optional.empty());

    assertThat(why(decide(cut, Topics.IMAGES, null, FORCE))).contains("ingot.images-1@3");
  }

  @Test
  void aLineEndsAfterThreeUnlessAPersonInsists() {
    Letter third =
        letter(
            "provisioner",
            Topics.IMAGES,
            false,
            true,
            Optional.of(new Letter.Line(new LetterId(1, 6), new LetterId(1, 4), 3)));
    ImageReady image = Events.imageReady().build();

    assertThat(why(decide(third, Topics.IMAGES, image, PLAIN))).contains("letter 1-4", "3 times");
    assertThat(((Send) decide(third, Topics.IMAGES, image, FORCE)).number()).isEqualTo(4);
  }

  @Test
  void aStageThatIsNotOursNeedsForAll() {
    ImageReady image = Events.imageReady().build();

    assertThat(why(decide("notifier", Topics.IMAGES, image, FORCE))).contains("--for-all");
    assertThat(why(decide("provisioner", Topics.COMMITS, image, PLAIN))).contains("--for-all");
    assertThat(decide("notifier", Topics.IMAGES, image, FOR_ALL)).isInstanceOf(Send.class);
  }

  @Test
  void whatIsSettledStaysSettled() {
    Settlement replayed =
        new Settlement(
            ID,
            "ann",
            "",
            NOW,
            Optional.of(new Settlement.Replay(ID, 1, Optional.empty(), Optional.empty())));
    ledger.add(Letters.settled(replayed));

    assertThat(why(decide("provisioner", Topics.IMAGES, Events.imageReady().build(), FORCE)))
        .contains("replayed by ann");
  }
}
