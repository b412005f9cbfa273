package dev.ingot.cloud.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.FleetManager.Preview;
import dev.ingot.cloud.FleetManager.TwinSpec;
import dev.ingot.cloud.Match;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.cloud.Usage;
import dev.ingot.cloud.contract.Rig.Feature;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every cloud promises of fleets. */
abstract class FleetsContract extends ImagesContract {
  @Test
  void aFleetIsMadeOnceHoweverOftenItIsAskedFor() {
    FleetSpec spec = spec("a", 1);

    FleetState made = cloud.fleets().ensure(spec);
    cloud.fleets().ensure(spec);

    assertThat(made.complete()).isTrue();
    assertThat(made.previewRule()).isTrue();
    FleetState found = cloud.fleets().find(spec.name()).orElseThrow();
    assertThat(found.service()).isEqualTo(service);
    assertThat(found.deploymentId()).isEqualTo(spec.deploymentId());
    assertThat(found.generation()).isEqualTo(spec.generation());
    assertThat(found.imageId()).isEqualTo(spec.imageId());
    assertThat(List.of(found.min(), found.desired(), found.max())).containsExactly(1, 1, 3);
    assertThat(found.retireAfter()).isEmpty();
    assertThat(found.pinned()).isFalse();
    assertThat(cloud.fleets().fleets(service)).hasSize(1);
    assertThat(cloud.fleets().fleets("another-service")).isEmpty();
    assertThat(cloud.fleets().all()).extracting(FleetState::name).containsExactly(spec.name());
  }

  @Test
  void whatAFleetTakesIsTakenUntilItIsRetired() {
    Usage before = cloud.fleets().usage();
    FleetSpec live = spec("a", 1);
    FleetSpec candidate = spec("b", 2);

    cloud.fleets().ensure(live);
    assertThat(cloud.fleets().usage()).isEqualTo(before.plus(Usage.ofFleet(1, true)));
    cloud.traffic().shift(live(live));
    cloud.fleets().ensure(candidate);
    assertThat(cloud.fleets().usage())
        .isEqualTo(before.plus(Usage.ofFleet(1, false)).plus(Usage.ofFleet(2, true)));

    retire(candidate.name());
    assertThat(cloud.fleets().usage()).isEqualTo(before.plus(Usage.ofFleet(1, false)));
  }

  @Test
  void aFleetBecomesHealthy() {
    needs(Feature.HEALTH);
    FleetSpec spec = spec("a", 2);

    cloud.fleets().ensure(spec);

    await("two healthy instances", () -> found(spec).healthy() == 2);
    assertThat(found(spec).instances()).allSatisfy(i -> assertThat(i.reason()).isEmpty());
  }

  @Test
  void aFleetThatFailsItsHealthChecksSaysWhy() {
    needs(Feature.HEALTH);
    FleetSpec spec = spec("a", 1, rig.image(), "/no-such-page");
    rig.expectUnhealthy(spec.name(), "Health checks failed with these codes: [404]");

    cloud.fleets().ensure(spec);

    await(
        "an unhealthy instance",
        () -> found(spec).instances().stream().anyMatch(i -> i.health().equals("unhealthy")));
    assertThat(found(spec).healthy()).isZero();
    // Before its service listens, a check fails without a code.
    await("the code", () -> cloud.fleets().diagnose(spec.name()).contains("404"));
    assertThat(cloud.fleets().diagnose(spec.name())).hasSizeLessThanOrEqualTo(16_384);
  }

  @Test
  void aServiceThatEndsAtOnceIsHeard() {
    needs(Feature.HEALTH);
    String words = "Exception: no such table: orders";
    FleetSpec spec = spec("a", 1, rig.dyingImage(words), "/healthz");
    rig.expectUnhealthy(spec.name(), words);

    cloud.fleets().ensure(spec);

    await("its last words", () -> cloud.fleets().diagnose(spec.name()).contains(words));
    assertThat(found(spec).healthy()).isZero();
  }

  @Test
  void aFleetOfAnotherDeploymentIsNotTaken() {
    FleetSpec spec = spec("a", 1);
    cloud.fleets().ensure(spec);

    assertThatThrownBy(() -> cloud.fleets().ensure(named(spec, "another-deployment")))
        .isInstanceOf(CloudException.Conflict.class)
        .hasMessageContaining(spec.deploymentId());
  }

  @Test
  void whatIsMissingOfAFleetIsMade() {
    FleetSpec spec = spec("a", 1);
    cloud.fleets().ensure(spec);
    cloud.fleets().retire(spec.name());
    assertThat(found(spec).complete()).isFalse();

    try (Cloud reopened = rig.reopened()) {
      assertThat(reopened.fleets().ensure(spec).complete()).isTrue();
    }
  }

  @Test
  void aSizeOutsideOfItsLimitsIsRefused() {
    FleetSpec spec = spec("a", 4);

    assertThatThrownBy(() -> cloud.fleets().ensure(spec))
        .isInstanceOf(CloudException.Invalid.class);

    assertThat(cloud.fleets().find(spec.name())).isEmpty();
  }

  @Test
  void aPinnedFleetKeepsItsSize() {
    FleetSpec spec = spec("a", 2);
    cloud.fleets().ensure(spec);

    cloud.fleets().pin(spec.name());
    cloud.fleets().pin(spec.name());

    assertThat(found(spec).pinned()).isTrue();
    assertThat(found(spec).min()).isEqualTo(2);
    try (Cloud reopened = rig.reopened()) {
      reopened.fleets().unpin(spec.name());
      reopened.fleets().unpin(spec.name());
    }
    assertThat(found(spec).pinned()).isFalse();
    assertThat(found(spec).min()).isEqualTo(1);
    cloud.fleets().unpin("no-such-fleet");
    assertThatThrownBy(() -> cloud.fleets().pin("no-such-fleet"))
        .isInstanceOf(CloudException.NotFound.class);
  }

  @Test
  void aFleetRemembersWhenItMayBeRetired() {
    needs(Feature.CHANGED_TAGS);
    FleetSpec spec = spec("a", 1);
    cloud.fleets().ensure(spec);
    Instant when = Instant.now().plusSeconds(3_600).truncatedTo(ChronoUnit.MILLIS);

    cloud.fleets().retireAfter(spec.name(), Optional.of(when));

    assertThat(found(spec).retireAfter()).contains(when);
    cloud.fleets().retireAfter(spec.name(), Optional.empty());
    assertThat(found(spec).retireAfter()).isEmpty();
    cloud.fleets().retireAfter("no-such-fleet", Optional.of(when));
  }

  @Test
  void aFleetThatStandsByIsGivenToAnotherDeployment() {
    needs(Feature.CHANGED_TAGS);
    FleetSpec spec = spec("a", 1);
    cloud.fleets().ensure(spec);
    cloud.fleets().retireAfter(spec.name(), Optional.of(Instant.now().plusSeconds(3_600)));
    Instant made = found(spec).createdAt();
    String other = service + "-other";

    cloud.fleets().adopt(spec.name(), other, 9, 2);
    Instant adopted = found(spec).createdAt();
    cloud.fleets().adopt(spec.name(), other, 9, 1);

    FleetState found = found(spec);
    assertThat(adopted).isAfterOrEqualTo(made);
    assertThat(found.createdAt()).isEqualTo(adopted);
    assertThat(found.deploymentId()).isEqualTo(other);
    assertThat(found.generation()).isEqualTo(9);
    assertThat(found.retireAfter()).isEmpty();
    assertThat(found.complete()).isTrue();
    assertThat(List.of(found.min(), found.desired(), found.max())).containsExactly(1, 2, 3);
    assertThat(cloud.fleets().fleets(service)).hasSize(1);
    assertThatThrownBy(() -> cloud.fleets().adopt("no-such-fleet", other, 9, 1))
        .isInstanceOf(CloudException.NotFound.class);
    retire(spec.name());
    assertThat(cloud.fleets().find(spec.name())).isEmpty();
  }

  @Test
  void aRetiredFleetLeavesNothing() {
    FleetSpec spec = spec("a", 1);
    cloud.fleets().ensure(spec);

    assertThat(cloud.fleets().retire(spec.name())).isFalse();
    retire(spec.name());

    assertThat(cloud.fleets().find(spec.name())).isEmpty();
    assertThat(cloud.fleets().fleets(service)).isEmpty();
    assertThat(cloud.fleets().retire(spec.name())).isTrue();
  }

  @Test
  void aFleetHalfRetiredStillSaysThatItIsToGo() {
    needs(Feature.CHANGED_TAGS);
    FleetSpec spec = spec("a", 1);
    cloud.fleets().ensure(spec);
    Instant when = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    cloud.fleets().retireAfter(spec.name(), Optional.of(when));

    await(
        "the fleet to be gone",
        () -> {
          assertThat(cloud.fleets().fleets(service))
              .singleElement()
              .satisfies(f -> assertThat(f.retireAfter()).contains(when))
              .satisfies(f -> assertThat(f.deploymentId()).isEqualTo(spec.deploymentId()));
          return cloud.fleets().retire(spec.name());
        });
  }

  @Test
  void aFleetWithWeightIsNotRetired() {
    FleetSpec spec = spec("a", 1);
    cloud.fleets().ensure(spec);
    cloud.traffic().shift(live(spec));

    assertThatThrownBy(() -> cloud.fleets().retire(spec.name()))
        .isInstanceOf(CloudException.Invalid.class)
        .hasMessageContaining("weight");

    assertThat(found(spec).complete()).isTrue();
  }

  @Test
  void aStandbyFleetLeavesTheRuleWhenItIsRetired() {
    FleetSpec live = spec("a", 1);
    FleetSpec standby = spec("b", 1);
    cloud.fleets().ensure(live);
    cloud.fleets().ensure(standby);
    cloud
        .traffic()
        .shift(
            new Route(
                service,
                Map.of(live.name(), 100, standby.name(), 0),
                Optional.of(live.name()),
                Optional.empty(),
                Optional.empty()));

    retire(standby.name());

    assertThat(cloud.traffic().current(service)).contains(live(live));
    assertThat(found(live).complete()).isTrue();
  }

  @Test
  void aFleetsPreviewIsItsOwnWhateverTheServicesRuleTakes() {
    FleetSpec live = spec("a", 1);
    FleetSpec candidate = at(spec("b", 1), new Match("moved.test", "/" + service));
    cloud.fleets().ensure(live);
    cloud.traffic().shift(live(live));
    cloud.fleets().ensure(candidate);

    Preview preview = cloud.fleets().preview(candidate.name());

    assertThat(preview).isEqualTo(cloud.fleets().preview(candidate));
    assertThat(preview.host()).isEqualTo("moved.test");
    assertThat(preview.value()).isEqualTo(candidate.deploymentId());
    assertThat(cloud.fleets().preview(live.name())).isEqualTo(cloud.fleets().preview(live));
    retire(candidate.name());
    assertThatThrownBy(() -> cloud.fleets().preview(candidate.name()))
        .isInstanceOf(CloudException.NotFound.class)
        .hasMessageContaining(candidate.name());
  }

  @Test
  void aTwinRunsWhatTheOtherRunsAndIsSomebodyElses() {
    FleetSpec live = spec("a", 1);
    FleetSpec candidate = spec("b", 1);
    TwinSpec twin =
        new TwinSpec(
            "c-" + service, live.name(), service, candidate.deploymentId(), 8, 2, Optional.empty());
    cloud.fleets().ensure(live);
    cloud.fleets().ensure(candidate);

    assertThat(cloud.fleets().ensureTwin(twin).complete()).isTrue();
    cloud.fleets().ensureTwin(twin);

    FleetState found = cloud.fleets().find(twin.name()).orElseThrow();
    assertThat(found.twinOf()).contains(live.name());
    assertThat(found.deploymentId()).isEqualTo(candidate.deploymentId());
    assertThat(found.imageId()).isEqualTo(live.imageId());
    assertThat(List.of(found.min(), found.desired(), found.max())).containsExactly(2, 2, 2);
    assertThat(found(live).twinOf()).isEmpty();
    assertThat(cloud.fleets().preview(twin.name()).value()).isEqualTo(twin.name());
    assertThat(cloud.fleets().fleets(service)).hasSize(3);
    if (rig.cannot(Feature.HEALTH).isEmpty()) {
      await("two healthy instances", () -> cloud.fleets().find(twin.name()).get().healthy() == 2);
    }
    Route beside =
        new Route(
            service,
            Map.of(live.name(), 50, candidate.name(), 25, twin.name(), 25),
            Optional.of(live.name()),
            Optional.of(candidate.name()),
            Optional.of(Instant.now().plusSeconds(300).truncatedTo(ChronoUnit.MILLIS)));
    cloud.traffic().shift(beside);
    assertThat(cloud.traffic().current(service)).contains(beside);
    assertThat(cloud.traffic().restoreLive(service)).contains(live(live));
    retire(twin.name());
    assertThat(found(live).complete()).isTrue();
    assertThat(found(candidate).complete()).isTrue();
  }

  @Test
  void aTwinIsMadeWholeAgainAndOfNothingNotAtAll() {
    FleetSpec live = spec("a", 1);
    cloud.fleets().ensure(live);
    TwinSpec twin =
        new TwinSpec("c-" + service, live.name(), service, service + "-x", 8, 1, Optional.empty());
    cloud.fleets().ensureTwin(twin);
    cloud.fleets().retire(twin.name());

    try (Cloud reopened = rig.reopened()) {
      assertThat(reopened.fleets().ensureTwin(twin).complete()).isTrue();
    }
    assertThatThrownBy(
            () ->
                cloud
                    .fleets()
                    .ensureTwin(
                        new TwinSpec(
                            twin.name(),
                            live.name(),
                            service,
                            "another-deployment",
                            8,
                            1,
                            Optional.empty())))
        .isInstanceOf(CloudException.Conflict.class);
    assertThatThrownBy(
            () ->
                cloud
                    .fleets()
                    .ensureTwin(
                        new TwinSpec(
                            "d-" + service, "no-such-fleet", service, "d", 8, 1, Optional.empty())))
        .isInstanceOf(CloudException.NotFound.class);
    assertThat(cloud.fleets().find("d-" + service)).isEmpty();
  }
}
