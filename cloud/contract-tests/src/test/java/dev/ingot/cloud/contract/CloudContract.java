package dev.ingot.cloud.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.ImageBaker.BakeProgress;
import dev.ingot.cloud.ImageBaker.BakeRequest;
import dev.ingot.cloud.Latency;
import dev.ingot.cloud.Match;
import dev.ingot.cloud.Migration;
import dev.ingot.cloud.Telemetry;
import dev.ingot.cloud.Telemetry.Tick;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.cloud.Usage;
import dev.ingot.cloud.contract.Rig.Feature;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every cloud promises. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CloudContract {
  private Rig rig;
  private Cloud cloud;
  private int tests;
  private String service = "";

  abstract Rig start() throws Exception;

  final Rig rig() {
    return rig;
  }

  @BeforeAll
  void startRig() throws Exception {
    rig = start();
  }

  @AfterAll
  void stopRig() {
    if (rig != null) {
      rig.close();
    }
  }

  @BeforeEach
  void open() {
    cloud = rig.cloud();
    service = "svc%d-%x".formatted(++tests, System.nanoTime() & 0xffff);
  }

  /** Every test leaves the cloud as it found it, by the SPI's own means. */
  @AfterEach
  void takeEverythingDown() {
    cloud.traffic().routes().forEach(r -> cloud.traffic().shift(noRoute(r.service())));
    cloud.fleets().all().forEach(f -> retire(f.name()));
    assertThat(rig.leftovers()).isEmpty();
  }

  // --- bakes ---

  @Test
  void bakesAnImageOnceAndLeavesNothingElse() {
    needs(Feature.BUILDS);
    BakeRequest request = request(Bakes.GOOD);
    assertThat(cloud.images().find(request.bakeKey())).isEmpty();

    BakeProgress.Ready ready = (BakeProgress.Ready) finish(request);

    assertThat(ready.image().bakeKey()).isEqualTo(request.bakeKey());
    assertThat(ready.image().name()).contains(request.bakeKey().substring(0, 16));
    assertThat(cloud.images().find(request.bakeKey())).contains(ready.image());
    BakeRequest again =
        Bakes.request(request.bakeKey(), request.baseImageId(), "exit 1", Bakes.unreadable());
    assertThat(cloud.images().look(again))
        .isInstanceOfSatisfying(
            BakeProgress.Ready.class, r -> assertThat(r.image()).isEqualTo(ready.image()));
    assertThat(rig.leftovers()).isEmpty();
  }

  @Test
  void aBuildThatFailsSaysSoInItsOwnWords() {
    needs(Feature.BUILDS);
    rig.breakBuilds("Shop.java:7: error: cannot find symbol");
    try {
      BakeRequest request = request(Bakes.bad("Shop.java:7: error: cannot find symbol"));

      BakeProgress.Failed failed = (BakeProgress.Failed) finish(request);

      assertThat(failed.reason()).isNotBlank();
      assertThat(failed.log()).contains("cannot find symbol").hasSizeLessThanOrEqualTo(16_384);
      assertThat(cloud.images().find(request.bakeKey())).isEmpty();
      assertThat(rig.leftovers()).isEmpty();
      assertThat(finish(request)).isInstanceOf(BakeProgress.Failed.class);
    } finally {
      rig.mendBuilds();
    }
  }

  @Test
  void aBakeIsFoundAgainAfterACrash() {
    needs(Feature.BUILDS);
    needs(Feature.SLOW_BAKES);
    BakeRequest request = request("sleep 2\n" + Bakes.GOOD);
    assertThat(cloud.images().underWay(request.bakeKey())).isFalse();
    assertThat(cloud.images().look(request)).isInstanceOf(BakeProgress.InProgress.class);
    List<String> underWay = rig.leftovers();

    try (Cloud reopened = rig.reopened()) {
      assertThat(reopened.images().underWay(request.bakeKey())).isTrue();
      BakeRequest same =
          new BakeRequest(
              request.service(),
              request.bakeKey(),
              request.baseImageId(),
              Bakes.unreadable(),
              request.script(),
              request.tags(),
              request.startedAt(),
              request.deadline());
      assertThat(reopened.images().look(same)).isInstanceOf(BakeProgress.InProgress.class);
      assertThat(rig.leftovers()).hasSameSizeAs(underWay);
      assertThat(Bakes.finish(reopened, same, rig.patience(), rig.pace()))
          .isInstanceOf(BakeProgress.Ready.class);
    }
  }

  @Test
  void anAbandonedBakeLeavesNothing() {
    needs(Feature.BUILDS);
    needs(Feature.SLOW_BAKES);
    BakeRequest request = request("sleep 60\n");
    assertThat(cloud.images().look(request)).isInstanceOf(BakeProgress.InProgress.class);

    cloud.images().abandon(request.bakeKey());
    cloud.images().abandon(request.bakeKey());

    await("the builder to be gone", () -> rig.leftovers().isEmpty());
    assertThat(cloud.images().find(request.bakeKey())).isEmpty();
    assertThat(cloud.images().underWay(request.bakeKey())).isFalse();
  }

  @Test
  void aBakePastItsDeadlineHasFailed() {
    BakeRequest request = request("sleep 60\n");
    BakeRequest late =
        new BakeRequest(
            request.service(),
            request.bakeKey(),
            request.baseImageId(),
            request.source(),
            request.script(),
            request.tags(),
            Instant.now().minus(Duration.ofHours(1)),
            Duration.ofMinutes(59));

    assertThat(cloud.images().look(late))
        .isInstanceOfSatisfying(
            BakeProgress.Failed.class, f -> assertThat(f.reason()).contains("deadline"));
  }

  @Test
  void aBaseImageIsFoundByAliasAndById() {
    String id = cloud.images().resolveBase(rig.base());

    assertThat(id).startsWith("ami-");
    assertThat(cloud.images().resolveBase(id)).isEqualTo(id);
    assertThatThrownBy(() -> cloud.images().resolveBase("no-such-base"))
        .isInstanceOf(CloudException.Invalid.class)
        .hasMessageContaining(rig.base());
  }

  // --- fleets ---

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

  // --- traffic ---

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

  // --- migrations ---

  @Test
  void aMigrationRunsBeforeTheFleetIsMadeAndIsFoundAgain() {
    needs(Feature.BUILDS);
    FleetSpec spec = spec("a", 1);
    Migration.Hook hook = new Migration.Hook("echo migrating", Duration.ofMinutes(1));

    await(
        "the migration to succeed",
        () -> cloud.fleets().migrate(spec, hook) instanceof Migration.Succeeded);

    assertThat(found(spec).complete()).isFalse();
    assertThat(found(spec).instances()).isEmpty();
    try (Cloud reopened = rig.reopened()) {
      assertThat(reopened.fleets().migrate(spec, hook)).isEqualTo(new Migration.Succeeded());
    }
    assertThat(cloud.fleets().ensure(spec).complete()).isTrue();
  }

  @Test
  void aFleetThatWasOnlyMigratedIsRetiredLikeAnyOther() {
    needs(Feature.BUILDS);
    FleetSpec spec = spec("a", 1);
    cloud.fleets().migrate(spec, new Migration.Hook("sleep 60", Duration.ofMinutes(1)));

    retire(spec.name());

    assertThat(cloud.fleets().find(spec.name())).isEmpty();
  }

  // --- telemetry ---

  @Test
  void nothingIsKnownOfAFleetThatIsNotThere() {
    Instant now = Instant.now();

    assertThat(cloud.telemetry().ticks("no-such-fleet", now.minusSeconds(600), now))
        .isNotEmpty()
        .allSatisfy(tick -> assertThat(tick.known()).isFalse());
  }

  @Test
  void ticksAreWholeAndInOrder() {
    Telemetry telemetry = cloud.telemetry();
    Instant now = Instant.now();

    List<Tick> ticks = telemetry.ticks("no-such-fleet", now.minusSeconds(600), now.plusSeconds(60));

    assertThat(ticks).extracting(Tick::start).isSorted().doesNotHaveDuplicates();
    assertThat(ticks)
        .allSatisfy(
            t -> {
              assertThat(t.start().toEpochMilli() % telemetry.tick().toMillis()).isZero();
              assertThat(t.start()).isAfterOrEqualTo(now.minusSeconds(600));
              assertThat(t.start().plus(telemetry.tick()).plus(telemetry.delay()))
                  .isBeforeOrEqualTo(Instant.now());
            });
  }

  @Test
  void aFleetInUseWithoutRequestsHadNone() {
    needs(Feature.EXPLICIT_ZEROS);
    FleetSpec spec = spec("a", 1);
    cloud.fleets().ensure(spec);
    cloud.traffic().shift(live(spec));

    await("a tick that is known to be empty", () -> ticks(spec).stream().anyMatch(Tick::known));

    assertThat(ticks(spec))
        .filteredOn(Tick::known)
        .allSatisfy(t -> assertThat(t.requests()).isZero());
  }

  @Test
  void requestsAreCounted() {
    needs(Feature.REQUESTS);
    FleetSpec spec = spec("a", 1);
    cloud.fleets().ensure(spec);
    cloud.traffic().shift(live(spec));
    await("a healthy instance", () -> found(spec).healthy() == 1);

    rig.send(service, spec.name(), 20);

    await("twenty requests", () -> ticks(spec).stream().mapToLong(Tick::requests).sum() == 20);
    assertThat(ticks(spec).stream().mapToLong(Tick::errors).sum()).isZero();
    await("twenty answers, by how long they took", () -> answers(spec) == 20);
  }

  @Test
  void nothingIsKnownOfHowLongAnswersTookWhereThereWereNone() {
    Instant now = Instant.now();

    assertThat(cloud.telemetry().latencies("no-such-fleet", now.minusSeconds(600), now))
        .isNotEmpty()
        .allSatisfy(latency -> assertThat(latency).isInstanceOf(Latency.Unknown.class));
    assertThat(cloud.fleets().endpoints("no-such-fleet")).isEmpty();
  }

  // --- helpers ---

  private void needs(Feature feature) {
    Optional<String> reason = rig.cannot(feature);
    assumeTrue(reason.isEmpty(), () -> reason.orElse(""));
  }

  private BakeRequest request(String script) {
    String base = cloud.images().resolveBase(rig.base());
    return Bakes.request(Bakes.newKey(), base, script, Bakes.tree());
  }

  private BakeProgress finish(BakeRequest request) {
    return Bakes.finish(cloud, request, rig.patience(), rig.pace());
  }

  private FleetSpec spec(String suffix, int size) {
    return spec(suffix, size, rig.image(), "/healthz");
  }

  private FleetSpec spec(String suffix, int size, String image, String healthPath) {
    return new FleetSpec(
        suffix + "-" + service,
        service,
        service + "-contract-0123abcd-" + suffix,
        7,
        image,
        1,
        size,
        3,
        "t3.micro",
        healthPath,
        8080,
        Map.of("GREETING", "it's \"$HOME\" `id` \\ 100%"),
        Map.of());
  }

  private static FleetSpec named(FleetSpec spec, String deployment) {
    return new FleetSpec(
        spec.name(),
        spec.service(),
        deployment,
        spec.generation(),
        spec.imageId(),
        spec.min(),
        spec.size(),
        spec.max(),
        spec.instanceType(),
        spec.healthPath(),
        spec.port(),
        spec.settings(),
        spec.secrets());
  }

  private Route live(FleetSpec fleet) {
    return new Route(
        service,
        Map.of(fleet.name(), 100),
        Optional.of(fleet.name()),
        Optional.empty(),
        Optional.empty());
  }

  private Route trial(FleetSpec live, FleetSpec candidate, int weight) {
    return new Route(
        service,
        Map.of(live.name(), 100 - weight, candidate.name(), weight),
        Optional.of(live.name()),
        Optional.of(candidate.name()),
        Optional.of(Instant.now().plusSeconds(300).truncatedTo(ChronoUnit.MILLIS)));
  }

  private static Route due(Route route, Instant rollbackAt) {
    return new Route(
        route.service(),
        route.weights(),
        route.live(),
        route.candidate(),
        Optional.of(rollbackAt),
        route.match());
  }

  private static Route noRoute(String service) {
    return new Route(service, Map.of(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private FleetState found(FleetSpec spec) {
    return cloud.fleets().find(spec.name()).orElseThrow();
  }

  private long answers(FleetSpec spec) {
    Instant now = Instant.now();
    return cloud.telemetry().latencies(spec.name(), now.minusSeconds(120), now).stream()
        .filter(Latency.Histogram.class::isInstance)
        .flatMap(latency -> ((Latency.Histogram) latency).counts().stream())
        .mapToLong(count -> count)
        .sum();
  }

  private List<Tick> ticks(FleetSpec spec) {
    Instant now = Instant.now();
    return cloud.telemetry().ticks(spec.name(), now.minusSeconds(120), now);
  }

  private void retire(String fleet) {
    await("fleet " + fleet + " to be gone", () -> cloud.fleets().retire(fleet));
  }

  private void await(String what, BooleanSupplier condition) {
    Awaitility.await(what)
        .pollDelay(Duration.ZERO)
        .pollInterval(rig.pace())
        .atMost(rig.patience())
        .until(condition::getAsBoolean);
  }
}
