package dev.ingot.cloud.memory;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.FleetManager;
import dev.ingot.cloud.FleetManager.Endpoint;
import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.ImageBaker;
import dev.ingot.cloud.ImageBaker.BakedImage;
import dev.ingot.cloud.Latency;
import dev.ingot.cloud.Telemetry;
import dev.ingot.cloud.TrafficRouter;
import dev.ingot.cloud.TrafficRouter.Route;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A cloud in memory. Out of the box every bake succeeds on its first look, every instance is
 * healthy at once, and no fleet has requests; a test scripts what it needs to be otherwise.
 * Thread-safe.
 */
public final class InMemoryCloud implements Cloud {
  private final World world;
  private final Duration tick;
  private final Duration delay;

  /** One with the system's clock. */
  public InMemoryCloud() {
    this(InstantSource.system());
  }

  /** One with ticks of a second, complete at their end. */
  public InMemoryCloud(InstantSource clock) {
    this(clock, Duration.ofSeconds(1), Duration.ZERO);
  }

  public InMemoryCloud(InstantSource clock, Duration tick, Duration delay) {
    this(new World(clock), tick, delay);
    world.baseImages.put("base", "ami-base");
  }

  private InMemoryCloud(World world, Duration tick, Duration delay) {
    this.world = world;
    this.tick = tick;
    this.delay = delay;
  }

  /** The same cloud as a process sees it that was started after a crash. */
  public InMemoryCloud reopened() {
    return new InMemoryCloud(world, tick, delay);
  }

  @Override
  public ImageBaker images() {
    return new MemoryImages(world);
  }

  @Override
  public FleetManager fleets() {
    return new MemoryFleets(world);
  }

  @Override
  public TrafficRouter traffic() {
    return new MemoryTraffic(world);
  }

  @Override
  public Telemetry telemetry() {
    return new MemoryTelemetry(world, tick, delay);
  }

  /** Closes nothing: the world stays as it is. */
  @Override
  public void close() {}

  // --- what happens by itself ---

  public void baseImage(String alias, String imageId) {
    world.change(() -> world.baseImages.put(alias, imageId));
  }

  /** What comes of every bake without a script of its own. */
  public void everyBake(BakeScript script) {
    world.change(() -> world.bakeScript = script);
  }

  public void bake(String bakeKey, BakeScript script) {
    world.change(() -> world.bakeScripts.put(bakeKey, script));
  }

  /** How the instances of fleets made from now on do. */
  public void everyFleet(FleetScript script) {
    world.change(() -> world.fleetScript = script);
  }

  /** How the fleet's instances do from now on, also when it is still to be made. */
  public void fleet(String fleet, FleetScript script) {
    world.change(
        () -> {
          world.fleetScripts.put(fleet, script);
          MemoryFleet there = world.fleets.get(fleet);
          if (there != null) {
            there.follow(script, world.clock.instant());
          }
        });
  }

  /** How every smoke test goes from now on. */
  public void everySmokeTest(MigrationScript script) {
    world.change(() -> world.smokeScript = script);
  }

  /** How every migration goes from now on. */
  public void everyMigration(MigrationScript script) {
    world.change(() -> world.migrationScript = script);
  }

  /** The fleet's requests per tick, the same in all ticks. */
  public void serves(String fleet, long requests, long errors) {
    Counts counts = new Counts(requests, errors);
    requests(fleet, start -> Optional.of(counts));
  }

  /** The fleet's requests by the start of the tick; empty is unknown. */
  public void requests(String fleet, Function<Instant, Optional<Counts>> byTick) {
    world.change(() -> world.telemetry.put(fleet, byTick));
  }

  /** Nothing is known about the fleet's requests. */
  public void silent(String fleet) {
    requests(fleet, start -> Optional.empty());
  }

  /** How long the fleet's answers took, by the start of the tick; unknown where nothing is said. */
  public void answersIn(String fleet, Function<Instant, Latency> byTick) {
    world.change(() -> world.latencies.put(fleet, byTick));
  }

  /** Where the fleet's instances can be asked; nowhere where nothing is said. */
  public void listensAt(String fleet, List<Endpoint> endpoints) {
    world.change(() -> world.endpoints.put(fleet, List.copyOf(endpoints)));
  }

  /** On which port of this machine previews are answered; nowhere where nothing is said. */
  public void previewsAt(int port) {
    world.change(() -> world.previewPort = port);
  }

  // --- what fails ---

  /** The next such call fails before it has done anything. */
  public void failNext(Call call, CloudException failure) {
    world.addFault(call, new World.Fault(failure, false));
  }

  /** The next such call does all of its work, and then fails: an answer that got lost. */
  public void failNextAfterwards(Call call, CloudException failure) {
    world.addFault(call, new World.Fault(failure, true));
  }

  /** All such calls fail until {@link #heal}. */
  public void failAlways(Call call, CloudException failure) {
    world.setOutage(call, new World.Fault(failure, false));
  }

  /** No call fails any more. */
  public void heal() {
    world.heal();
  }

  // --- changes by hand ---

  /** Somebody changes weights and leaves the notes as they are. */
  public void setWeights(String service, Map<String, Integer> weights) {
    world.change(
        () ->
            world.routes.computeIfPresent(
                service,
                (s, r) ->
                    new Route(s, weights, r.live(), r.candidate(), r.rollbackAt(), r.match())));
  }

  /** Somebody writes the whole rule, fleets that are not there included. */
  public void setRoute(Route route) {
    world.change(() -> world.routes.put(route.service(), route));
  }

  public void removeRoute(String service) {
    world.change(() -> world.routes.remove(service));
  }

  /** Somebody, or a scaling policy, resizes the group; within its minimum and maximum. */
  public void resize(String fleet, int desired) {
    world.change(
        () -> {
          MemoryFleet there = world.fleet(fleet);
          there.desired = Math.max(there.min, Math.min(there.max, desired));
          while (there.instances.size() > there.desired) {
            there.instances.removeLast();
          }
          while (there.instances.size() < there.desired) {
            there.instances.add(world.newId("i"));
          }
        });
  }

  /** Somebody deletes the fleet, all of it at once. */
  public void removeFleet(String fleet) {
    world.change(() -> world.fleets.remove(fleet));
  }

  /** A crash in the midst of {@code ensure} has left a target group and nothing else. */
  public void leaveTargetGroupOnly(FleetSpec spec) {
    world.change(
        () -> {
          MemoryFleet part =
              new MemoryFleet(
                  spec,
                  world.clock.instant(),
                  world.fleetScripts.getOrDefault(spec.name(), world.fleetScript));
          part.template = true;
          part.targetGroup = true;
          world.fleets.put(spec.name(), part);
        });
  }

  public void addImage(BakedImage image) {
    world.change(() -> world.images.put(image.bakeKey(), image));
  }

  // --- what a test looks at ---

  /** Every finished image. */
  public List<BakedImage> bakedImages() {
    return world.inside(() -> List.copyOf(world.images.values()));
  }

  /** What {@code ensure} was asked for. */
  public Optional<FleetSpec> spec(String fleet) {
    return world.inside(() -> Optional.ofNullable(world.fleets.get(fleet)).map(f -> f.spec));
  }

  /**
   * Every change that a caller made, oldest first, such as {@code make fleet ig-shop-…}, {@code
   * shift shop {…}}. Calls that changed nothing leave no line.
   */
  public List<String> changes() {
    return world.inside(() -> List.copyOf(world.changes));
  }

  /** Fleets (whole or in part), routes and unfinished bakes that are there. */
  public List<String> leftovers() {
    return world.inside(
        () -> {
          List<String> left = new ArrayList<>();
          world.bakes.keySet().forEach(key -> left.add("bake " + key));
          world.fleets.keySet().forEach(name -> left.add("fleet " + name));
          world.routes.keySet().forEach(service -> left.add("route " + service));
          return List.copyOf(left);
        });
  }
}
