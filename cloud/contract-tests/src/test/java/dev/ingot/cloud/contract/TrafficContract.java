package dev.ingot.cloud.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.Match;
import dev.ingot.cloud.TrafficRouter.Route;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every cloud promises of routes. */
abstract class TrafficContract extends FleetsContract {
  @Test
  void aServiceHasNoRouteBeforeItsFirstShift() {
    assertThat(cloud.traffic().current(service)).isEmpty();

    cloud.traffic().restoreLive(service);

    assertThat(cloud.traffic().current(service)).isEmpty();
  }

  @Test
  void aRouteIsReadBackAsItWasWritten() {
    FleetSpec live = spec("a", 1);
    FleetSpec candidate = spec("b", 1);
    cloud.fleets().ensure(live);
    cloud.fleets().ensure(candidate);

    cloud.traffic().shift(live(live));
    assertThat(cloud.traffic().current(service)).contains(live(live));
    for (int weight : List.of(5, 25, 50, 100)) {
      Route trial = trial(live, candidate, weight);
      cloud.traffic().shift(trial);
      assertThat(cloud.traffic().current(service)).contains(trial);
      assertThat(cloud.traffic().routes()).containsExactly(trial);
    }
    cloud.traffic().shift(live(candidate));
    assertThat(cloud.traffic().current(service)).contains(live(candidate));
  }

  @Test
  void theLiveFleetGetsAllWeightBack() {
    FleetSpec live = spec("a", 1);
    FleetSpec candidate = spec("b", 1);
    cloud.fleets().ensure(live);
    cloud.fleets().ensure(candidate);
    cloud.traffic().shift(live(live));
    cloud.traffic().shift(trial(live, candidate, 25));

    assertThat(cloud.traffic().restoreLive(service)).contains(live(live));
    assertThat(cloud.traffic().restoreLive(service)).contains(live(live));

    assertThat(cloud.traffic().current(service)).contains(live(live));
  }

  @Test
  void aRuleThatWasRenewedOrPromotedMeanwhileIsLeftToItsOwner() {
    FleetSpec live = spec("a", 1);
    FleetSpec candidate = spec("b", 1);
    cloud.fleets().ensure(live);
    cloud.fleets().ensure(candidate);
    Route seen = trial(live, candidate, 25);
    Instant due = seen.rollbackAt().orElseThrow();
    Route renewed = due(seen, due.plusSeconds(60));
    assertThat(cloud.traffic().restoreLive(service, due)).isEmpty();

    cloud.traffic().shift(renewed);
    assertThat(cloud.traffic().restoreLive(service, due)).contains(renewed);
    cloud.traffic().shift(live(candidate));
    assertThat(cloud.traffic().restoreLive(service, due)).contains(live(candidate));
    assertThat(cloud.traffic().current(service)).contains(live(candidate));

    cloud.traffic().shift(seen);
    assertThat(cloud.traffic().restoreLive(service, due)).contains(live(live));
    assertThat(cloud.traffic().current(service)).contains(live(live));
  }

  @Test
  void aLostRuleIsMadeAgainWithAllWeightOnTheLiveFleet() {
    FleetSpec live = spec("a", 1);
    FleetSpec candidate = spec("b", 1);
    cloud.fleets().ensure(live);
    cloud.fleets().ensure(candidate);

    assertThat(cloud.traffic().restoreLive(trial(live, candidate, 25))).contains(live(live));

    assertThat(cloud.traffic().current(service)).contains(live(live));
  }

  @Test
  void withoutALiveFleetTheWayBackIsNoRoute() {
    FleetSpec first = spec("a", 1);
    cloud.fleets().ensure(first);
    cloud
        .traffic()
        .shift(
            new Route(
                service,
                Map.of(first.name(), 100),
                Optional.empty(),
                Optional.of(first.name()),
                Optional.of(Instant.now().plusSeconds(60))));

    cloud.traffic().restoreLive(service);

    assertThat(cloud.traffic().current(service)).isEmpty();
  }

  @Test
  void aFleetThatIsNotThereGetsNoWeight() {
    assertThatThrownBy(
            () ->
                cloud
                    .traffic()
                    .shift(
                        new Route(
                            service,
                            Map.of("no-such-fleet", 100),
                            Optional.of("no-such-fleet"),
                            Optional.empty(),
                            Optional.empty())))
        .isInstanceOf(CloudException.NotFound.class);

    assertThat(cloud.traffic().current(service)).isEmpty();
  }

  @Test
  void aRuleTakesTheRequestsThatItIsToldToAndSaysWhich() {
    FleetSpec fleet = spec("a", 1);
    cloud.fleets().ensure(fleet);
    Match api = new Match("shared.test", "/api");
    for (Optional<Match> match :
        List.of(
            Optional.of(api),
            Optional.of(new Match("shared.test", "/api/v2/" + service)),
            Optional.of(Match.all("other.test")),
            Optional.<Match>empty(),
            Optional.of(api))) {
      cloud.traffic().shift(live(fleet).at(match));
      assertThat(cloud.traffic().current(service)).contains(live(fleet).at(match));
      assertThat(cloud.traffic().routes()).contains(live(fleet).at(match));
    }
  }

  @Test
  void theWayBackLeavesTheRequestsThatARuleTakes() {
    FleetSpec live = spec("a", 1);
    FleetSpec candidate = spec("b", 1);
    cloud.fleets().ensure(live);
    cloud.fleets().ensure(candidate);
    Optional<Match> match = Optional.of(new Match("shared.test", "/" + service));
    cloud.traffic().shift(trial(live, candidate, 25).at(match));

    cloud.traffic().restoreLive(service);

    assertThat(cloud.traffic().current(service)).contains(live(live).at(match));
  }
}
