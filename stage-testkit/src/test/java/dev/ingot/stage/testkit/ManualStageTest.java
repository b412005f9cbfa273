package dev.ingot.stage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.events.CommandKind;
import dev.ingot.events.Decision;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.Abandonment;
import dev.ingot.stage.Emission;
import dev.ingot.stage.LeaseLostException;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.Stage;
import dev.ingot.stage.StageContext;
import dev.ingot.stage.StageSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ManualStageTest {
  private final SettableClock clock = SettableClock.atStart();
  private final AtomicInteger weight = new AtomicInteger();

  /** A stage whose looks are a function. */
  private record Looking(Function<StageContext, Outcome> how) implements Stage<FleetProvisioned> {
    @Override
    public StageSpec<FleetProvisioned> spec() {
      return StageSpec.of("looking", Topics.FLEETS)
          .listensTo(Topics.TRAFFIC)
          .emits(Topics.TRAFFIC)
          .build();
    }

    @Override
    public Outcome look(FleetProvisioned event, StageContext context) {
      return how.apply(context);
    }

    @Override
    public List<Emission<?>> abandon(
        FleetProvisioned event, StageContext context, Abandonment why) {
      return List.of();
    }
  }

  private ManualStage<FleetProvisioned> toy() {
    return ManualStage.of(() -> new ToyShifter(weight), clock)
        .deliver(Events.fleetProvisioned().build());
  }

  private ManualStage<FleetProvisioned> looking(Function<StageContext, Outcome> how) {
    return ManualStage.of(() -> new Looking(how), clock).deliver(Events.fleetProvisioned().build());
  }

  @Test
  void feedsAnnouncementsAndOutsideEventsBackAsHistory() throws Exception {
    ManualStage<FleetProvisioned> stage = toy();

    stage.look();
    stage.look();
    stage.say(
        Topics.VERDICTS, Events.verdictReached(Events.deployment(), 0, Decision.ADVANCE).build());
    stage.look();

    assertThat(stage.announced(Topics.TRAFFIC)).hasSize(1);
    assertThat(stage.only(Topics.OUTCOMES).getOutcome()).isEqualTo(DeploymentOutcome.PROMOTED);
    assertThat(stage.isDone()).isTrue();
  }

  @Test
  void keepsOtherDeploymentsOutOfTheHistory() throws Exception {
    ManualStage<FleetProvisioned> stage = toy();
    stage.say(
        Topics.VERDICTS,
        Events.verdictReached(Events.laterDeployment("f".repeat(40)), 0, Decision.ADVANCE).build());

    Outcome outcome = stage.look();

    assertThat(outcome).isInstanceOf(Outcome.CheckAgain.class);
  }

  @Test
  void losesAnnouncementsButNotEffectsWhenTheOwnerDiesInBetween() throws Exception {
    ManualStage<FleetProvisioned> stage = toy();

    stage.lookAndLoseIt();
    stage.crashAndRedeliver();

    assertThat(weight).hasValue(100);
    assertThat(stage.announced()).isEmpty();
  }

  @Test
  void movesTheClockOnByAsLongAsTheStageWants() throws Exception {
    List<Instant> looks = new ArrayList<>();
    ManualStage<FleetProvisioned> stage =
        looking(
            context -> {
              looks.add(context.now());
              return looks.size() < 3 ? Outcome.checkAgain(Duration.ofSeconds(7)) : Outcome.done();
            });

    stage.lookUntilDone(10);

    assertThat(looks)
        .containsExactly(Events.START, Events.START.plusSeconds(7), Events.START.plusSeconds(14));
  }

  @Test
  void hasBegunAfterTheFirstLookOrWithAnAnnouncement() throws Exception {
    List<Boolean> begun = new ArrayList<>();
    ManualStage<FleetProvisioned> stage =
        looking(
            context -> {
              begun.add(context.begun());
              return Outcome.checkAgain(
                  Duration.ofSeconds(1),
                  Emission.of(Topics.TRAFFIC, Events.trafficShifted().build()));
            });

    stage.lookAndLoseIt();
    stage.crashAndRedeliver();
    stage.look();
    stage.look();
    stage.crashAndRedeliver();
    stage.look();

    assertThat(begun).containsExactly(false, false, true, true);
  }

  @Test
  void countsFailedLooksUntilOneGoesWell() {
    List<Integer> failed = new ArrayList<>();
    ManualStage<FleetProvisioned> stage =
        looking(
            context -> {
              failed.add(context.failedLooks());
              throw new IllegalStateException("a surprise");
            });

    assertThatThrownBy(stage::look).hasMessage("a surprise");
    assertThatThrownBy(stage::look).hasMessage("a surprise");

    assertThat(failed).containsExactly(0, 1);
  }

  @Test
  void refusesTheLeaseWhenItIsGone() {
    ManualStage<FleetProvisioned> stage = toy().lease(false);

    assertThatThrownBy(stage::look).isInstanceOf(LeaseLostException.class);
    assertThat(weight).hasValue(0);
  }

  @Test
  void refusesATopicThatTheSpecDoesNotPromise() {
    ManualStage<FleetProvisioned> stage =
        looking(
            context ->
                Outcome.done(Emission.of(Topics.OUTCOMES, Events.deploymentFinished().build())));

    assertThatThrownBy(stage::look).isInstanceOf(AssertionError.class);
  }

  @Test
  void refusesAHistoryThatTheSpecDoesNotListenTo() {
    ManualStage<FleetProvisioned> stage =
        looking(
            context -> {
              assertThat(context.history(Topics.VERDICTS)).isEmpty();
              return Outcome.done();
            });

    assertThatThrownBy(stage::look).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSampleOfEveryEventFitsItsSchema() {
    InMemoryTopics topics = new InMemoryTopics();

    topics.append(Topics.PUSHES, Events.pushReported().build());
    topics.append(Topics.HEADS, Events.headSeen().build());
    topics.append(Topics.COMMITS, Events.commitReceived().build());
    topics.append(Topics.IMAGES, Events.imageReady().build());
    topics.append(Topics.FLEETS, Events.fleetProvisioned().build());
    topics.append(Topics.TRAFFIC, Events.trafficShifted().build());
    topics.append(Topics.MEASUREMENTS, Events.measurementTaken().build());
    topics.append(Topics.VERDICTS, Events.verdictReached().build());
    topics.append(Topics.OUTCOMES, Events.deploymentFinished().build());
    topics.append(Topics.COMMANDS, Events.operatorCommand(CommandKind.ABORT).build());
    topics.append(Topics.CONTROLS, Events.standingOrder().build());

    assertThat(Topics.all()).allSatisfy(topic -> assertThat(topics.all(topic)).hasSize(1));
  }
}
