package dev.ingot.cloud.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.FleetManager.Extras;
import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.ImageBaker.BakeProgress;
import dev.ingot.cloud.ImageBaker.BakeRequest;
import dev.ingot.cloud.Latency;
import dev.ingot.cloud.Match;
import dev.ingot.cloud.Telemetry.Tick;
import dev.ingot.cloud.TrafficRouter.Route;
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
import org.junit.jupiter.api.TestInstance;

/** A cloud for the contract: each part of it adds what a subject promises. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CloudFixture {
  Rig rig;
  Cloud cloud;
  String service = "";
  private int tests;

  abstract Rig start() throws Exception;

  final Rig rig() {
    return rig;
  }

  @BeforeAll
  final void startRig() throws Exception {
    rig = start();
  }

  @AfterAll
  final void stopRig() {
    if (rig != null) {
      rig.close();
    }
  }

  @BeforeEach
  final void open() {
    cloud = rig.cloud();
    service = "svc%d-%x".formatted(++tests, System.nanoTime() & 0xffff);
  }

  /** Every test leaves the cloud as it found it, by the SPI's own means. */
  @AfterEach
  final void takeEverythingDown() {
    cloud.traffic().routes().forEach(r -> cloud.traffic().shift(noRoute(r.service())));
    cloud.fleets().all().forEach(f -> retire(f.name()));
    assertThat(rig.leftovers()).isEmpty();
  }

  final void needs(Feature feature) {
    Optional<String> reason = rig.cannot(feature);
    assumeTrue(reason.isEmpty(), () -> reason.orElse(""));
  }

  final BakeRequest request(String script) {
    String base = cloud.images().resolveBase(rig.base());
    return Bakes.request(Bakes.newKey(), base, script, Bakes.tree());
  }

  final BakeProgress finish(BakeRequest request) {
    return Bakes.finish(cloud, request, rig.patience(), rig.pace());
  }

  final FleetSpec spec(String suffix, int size) {
    return spec(suffix, size, rig.image(), "/healthz");
  }

  final FleetSpec spec(String suffix, int size, String image, String healthPath) {
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

  static FleetSpec named(FleetSpec spec, String deployment) {
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

  static FleetSpec at(FleetSpec spec, Match match) {
    return new FleetSpec(
        spec.name(),
        spec.service(),
        spec.deploymentId(),
        spec.generation(),
        spec.imageId(),
        spec.min(),
        spec.size(),
        spec.max(),
        spec.instanceType(),
        spec.healthPath(),
        spec.port(),
        spec.settings(),
        spec.secrets(),
        new Extras(Optional.of(match), Optional.empty(), List.of()));
  }

  final Route live(FleetSpec fleet) {
    return new Route(
        service,
        Map.of(fleet.name(), 100),
        Optional.of(fleet.name()),
        Optional.empty(),
        Optional.empty());
  }

  final Route trial(FleetSpec live, FleetSpec candidate, int weight) {
    return new Route(
        service,
        Map.of(live.name(), 100 - weight, candidate.name(), weight),
        Optional.of(live.name()),
        Optional.of(candidate.name()),
        Optional.of(Instant.now().plusSeconds(300).truncatedTo(ChronoUnit.MILLIS)));
  }

  static Route due(Route route, Instant rollbackAt) {
    return new Route(
        route.service(),
        route.weights(),
        route.live(),
        route.candidate(),
        Optional.of(rollbackAt),
        route.match());
  }

  static Route noRoute(String service) {
    return new Route(service, Map.of(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  final FleetState found(FleetSpec spec) {
    return cloud.fleets().find(spec.name()).orElseThrow();
  }

  final long answers(FleetSpec spec) {
    Instant now = Instant.now();
    return cloud.telemetry().latencies(spec.name(), now.minusSeconds(120), now).stream()
        .filter(Latency.Histogram.class::isInstance)
        .flatMap(latency -> ((Latency.Histogram) latency).counts().stream())
        .mapToLong(count -> count)
        .sum();
  }

  final List<Tick> ticks(FleetSpec spec) {
    Instant now = Instant.now();
    return cloud.telemetry().ticks(spec.name(), now.minusSeconds(120), now);
  }

  final void retire(String fleet) {
    await("fleet " + fleet + " to be gone", () -> cloud.fleets().retire(fleet));
  }

  final void await(String what, BooleanSupplier condition) {
    Awaitility.await(what)
        .pollDelay(Duration.ZERO)
        .pollInterval(rig.pace())
        .atMost(rig.patience())
        .until(condition::getAsBoolean);
  }
}
