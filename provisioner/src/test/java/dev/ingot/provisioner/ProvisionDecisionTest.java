package dev.ingot.provisioner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.FleetManager.InstanceState;
import dev.ingot.cloud.Usage;
import dev.ingot.events.Cause;
import dev.ingot.events.CommandKind;
import dev.ingot.events.Deployment;
import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.ImageReady;
import dev.ingot.events.OperatorCommand;
import dev.ingot.pipeline.Policy.Quotas;
import dev.ingot.pipeline.Room;
import dev.ingot.provisioner.ProvisionDecision.Action;
import dev.ingot.provisioner.ProvisionDecision.Limits;
import dev.ingot.provisioner.ProvisionDecision.Observed;
import dev.ingot.provisioner.ProvisionDecision.Said;
import dev.ingot.stage.testkit.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProvisionDecisionTest {
  private static final Instant NOW = Events.START.plusSeconds(60);
  private static final Duration LONGEST = Duration.ofHours(12);
  private static final long GENERATION = Events.deployment().getGeneration();
  private static final Said NOTHING_SAID =
      new Said(Optional.empty(), Optional.empty(), Optional.empty(), false);

  private final ProvisionDecision decision =
      new ProvisionDecision(new Limits(5, LONGEST, LONGEST.multipliedBy(6)));
  private final ImageReady image = Events.imageReady().build();

  private static FleetState fleet(long generation, int desired, int healthy, Instant createdAt) {
    return new FleetState(
        "fleet",
        "shop",
        "deployment",
        generation,
        "ami-1",
        1,
        desired,
        6,
        true,
        true,
        false,
        Optional.empty(),
        createdAt,
        IntStream.range(0, desired)
            .mapToObj(
                i ->
                    new InstanceState(
                        "i-" + i, "InService", i < healthy ? "healthy" : "initial", "", createdAt))
            .toList());
  }

  private static FleetState candidate(int desired, int healthy) {
    return fleet(GENERATION, desired, healthy, Events.START);
  }

  private static Observed observed(FleetState candidate) {
    return new Observed(Optional.empty(), Optional.of(candidate), 0);
  }

  private static Observed nothingThere() {
    return new Observed(Optional.empty(), Optional.empty(), 0);
  }

  private static Observed liveOf(int desired, long generation) {
    return new Observed(
        Optional.of(fleet(generation, desired, desired, Events.START)), Optional.empty(), 0);
  }

  @ParameterizedTest(name = "a live fleet of {0} asks for {1}")
  @CsvSource({"1,2", "2,2", "4,4", "9,6"})
  void makesTheFleetAsLargeAsTheLiveOneWithinThePlan(int live, int size) {
    assertThat(decision.next(image, liveOf(live, 1), NOTHING_SAID, NOW))
        .isEqualTo(new Action.Ensure(size));
  }

  @Test
  void makesTheFirstFleetAsLargeAsThePlansMinimum() {
    assertThat(decision.next(image, nothingThere(), NOTHING_SAID, NOW))
        .isEqualTo(new Action.Ensure(2));
  }

  @ParameterizedTest(name = "{0} instances of {1} taken, live {2}: refused {3}")
  @CsvSource({"8, 4, 4, false", "8, 5, 4, true", "5, 4, 1, true", "6, 4, 1, false"})
  void refusesAFleetThatThereIsNoRoomForBesideTheLiveOne(
      int quota, int taken, int live, boolean refused) {
    Action next = decision.next(image, within(quota, taken, live), NOTHING_SAID, NOW);

    assertThat(next instanceof Action.Refuse).isEqualTo(refused);
    if (next instanceof Action.Refuse refuse) {
      assertThat(refuse.reason())
          .startsWith("there is no room for a fleet of ")
          .contains("quotas.instances allows %d, of which %d are taken".formatted(quota, taken))
          .contains("have the quota raised in environments.yaml");
    }
  }

  @Test
  void asksForNoRoomOnTheWayBackNorForWhatWasBegun() {
    ImageReady back =
        Events.imageReady()
            .setDeployment(
                Deployment.newBuilder(Events.deployment()).setCause(Cause.ROLLBACK).build())
            .build();
    Optional<OperatorCommand> asked = Optional.of(Fixtures.commandFor(back.getDeployment()));
    Said said =
        new Said(Optional.empty(), Optional.empty(), Optional.empty(), false, asked, false, false);
    Observed full = within(1, 1, 2);
    Observed begun = new Observed(full.live(), Optional.of(candidate(2, 1)), 0, full.room());

    assertThat(decision.next(back, full, said, NOW)).isInstanceOf(Action.Ensure.class);
    assertThat(decision.next(image, begun, NOTHING_SAID, NOW)).isInstanceOf(Action.Wait.class);
  }

  private static Observed within(int quota, int taken, int live) {
    OptionalInt none = OptionalInt.empty();
    return new Observed(
        liveOf(live, 1).live(),
        Optional.empty(),
        0,
        new Room(
            new Quotas(OptionalInt.of(quota), none, none, none), new Usage(taken, 0, 0, 0), true));
  }

  @Test
  void refusesAnOlderGenerationThanTheLiveFleets() {
    assertThat(decision.next(image, liveOf(2, GENERATION + 1), NOTHING_SAID, NOW))
        .isInstanceOf(Action.StandAside.class);
  }

  @Test
  void takesTheLiveFleetsOwnGenerationAgain() {
    assertThat(decision.next(image, liveOf(2, GENERATION), NOTHING_SAID, NOW))
        .isInstanceOf(Action.Ensure.class);
  }

  @Test
  void standsAsideForSomethingNewerWhenNothingWasBegun() {
    Said newer = new Said(Optional.empty(), Optional.empty(), Optional.empty(), true);

    assertThat(decision.next(image, nothingThere(), newer, NOW))
        .isInstanceOf(Action.StandAside.class);
  }

  @Test
  void finishesWhatWasBegunAlsoWhenSomethingNewerWaits() {
    Said newer = new Said(Optional.empty(), Optional.empty(), Optional.empty(), true);

    assertThat(decision.next(image, observed(candidate(2, 1)), newer, NOW))
        .isInstanceOf(Action.Wait.class);
  }

  @Test
  void announcesOnceEnoughInstancesAreHealthy() {
    assertThat(decision.next(image, observed(candidate(2, 2)), NOTHING_SAID, NOW))
        .isEqualTo(new Action.Announce(candidate(2, 2)));
  }

  @Test
  void failsWhenTheFleetIsNotHealthyInTime() {
    Instant late = Events.START.plus(Duration.ofMinutes(10)).plusMillis(1);

    assertThat(decision.next(image, observed(candidate(2, 1)), NOTHING_SAID, late))
        .isEqualTo(
            new Action.Fail(
                "1 of 2 instances are healthy after 10m; see fleet.health and the service's log"));
  }

  @Test
  void failsEarlyWhenInstancesDoNotStayUp() {
    Observed crashing = new Observed(Optional.empty(), Optional.of(candidate(2, 0)), 5);

    assertThat(decision.next(image, crashing, NOTHING_SAID, NOW))
        .isEqualTo(
            new Action.Fail(
                "instances do not stay up: 5 were replaced, 0 of 2 instances are healthy"));
  }

  @Test
  void abortsOnCommandBeforeTheShifterHasIt() {
    OperatorCommand abort = Events.operatorCommand(CommandKind.ABORT).build();
    Said said = new Said(Optional.empty(), Optional.empty(), Optional.of(abort), false);

    assertThat(decision.next(image, observed(candidate(2, 0)), said, NOW))
        .isEqualTo(new Action.Abort("operator aborted it: the sample says so"));
  }

  @Test
  void neverAnnouncesAFleetThatWasGivenUp() {
    FleetState healthy = candidate(2, 2);
    FleetState givenUp =
        new FleetState(
            healthy.name(),
            healthy.service(),
            healthy.deploymentId(),
            healthy.generation(),
            healthy.imageId(),
            1,
            2,
            6,
            true,
            true,
            false,
            Optional.of(Events.START),
            healthy.createdAt(),
            healthy.instances());

    assertThat(decision.next(image, observed(givenUp), NOTHING_SAID, NOW))
        .isEqualTo(new Action.Fail("the fleet was given up before a restart"));
  }

  @Test
  void refusesARolloutThatTakesLongerThanADeploymentMay() {
    ProvisionDecision hasty = new ProvisionDecision(new Limits(5, Duration.ofMinutes(17), LONGEST));

    assertThat(hasty.next(image, liveOf(2, 1), NOTHING_SAID, NOW))
        .isEqualTo(
            new Action.Refuse(
                "migration, startWithin, smoke test, bakes and approvals come to 18m, more than the 17m of"
                    + " ingot.provisioner.longest"));
    assertThat(hasty.next(image, nothingThere(), NOTHING_SAID, NOW))
        .isEqualTo(new Action.Ensure(2));
  }

  @Test
  void finishesOnceTheOutcomeIsThere() {
    DeploymentFinished outcome = Events.deploymentFinished().build();
    Said said = new Said(Optional.empty(), Optional.of(outcome), Optional.empty(), false);

    assertThat(decision.next(image, nothingThere(), said, NOW))
        .isEqualTo(new Action.Finish(outcome));
  }
}
