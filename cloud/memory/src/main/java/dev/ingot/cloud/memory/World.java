package dev.ingot.cloud.memory;

import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.FleetManager.Endpoint;
import dev.ingot.cloud.ImageBaker.BakedImage;
import dev.ingot.cloud.Latency;
import dev.ingot.cloud.TrafficRouter.Route;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/** What there is, and what is scripted to happen. Touched only inside {@link #call}. */
final class World {
  final InstantSource clock;
  final Map<String, String> baseImages = new TreeMap<>();
  final Map<String, Bake> bakes = new LinkedHashMap<>();
  final Map<String, BakedImage> images = new LinkedHashMap<>();
  final Map<String, MemoryFleet> fleets = new LinkedHashMap<>();
  final Map<String, Route> routes = new TreeMap<>();
  final Map<String, Function<Instant, Optional<Counts>>> telemetry = new LinkedHashMap<>();
  final Map<String, Function<Instant, Latency>> latencies = new LinkedHashMap<>();
  final Map<String, List<Endpoint>> endpoints = new LinkedHashMap<>();
  final List<String> changes = new ArrayList<>();
  final Map<String, BakeScript> bakeScripts = new LinkedHashMap<>();
  final Map<String, FleetScript> fleetScripts = new LinkedHashMap<>();
  BakeScript bakeScript = new BakeScript.Succeeds(0, "built\n");
  FleetScript fleetScript = FleetScript.healthyAtOnce();
  MigrationScript migrationScript = MigrationScript.succeedsAfterLooks(0);
  MigrationScript smokeScript = MigrationScript.succeedsAfterLooks(0);

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Call, Deque<Fault>> faults = new EnumMap<>(Call.class);
  private final Map<Call, Fault> outages = new EnumMap<>(Call.class);
  int previewPort = 1;
  private int ids;

  World(InstantSource clock) {
    this.clock = clock;
  }

  /** A bake that is under way. */
  static final class Bake {
    int looks;
  }

  /** A call that fails: before it has done anything, or after it has done all of it. */
  record Fault(CloudException failure, boolean afterwards) {}

  /** Does one call of the SPI, with the fault that waits for it. */
  <T> T call(Call call, Supplier<T> body) {
    return inside(
        () -> {
          Optional<Fault> fault = nextFault(call);
          fault.filter(f -> !f.afterwards()).ifPresent(World::fail);
          T result = body.get();
          fault.ifPresent(World::fail);
          return result;
        });
  }

  /** Does something to the world in one piece. */
  <T> T inside(Supplier<T> body) {
    lock.lock();
    try {
      return body.get();
    } finally {
      lock.unlock();
    }
  }

  void change(Runnable body) {
    inside(
        () -> {
          body.run();
          return true;
        });
  }

  void addFault(Call call, Fault fault) {
    change(() -> faults.computeIfAbsent(call, c -> new ArrayDeque<>()).add(fault));
  }

  void setOutage(Call call, Fault fault) {
    change(() -> outages.put(call, fault));
  }

  void heal() {
    change(
        () -> {
          faults.clear();
          outages.clear();
        });
  }

  String newId(String prefix) {
    ids++;
    return "%s-%017x".formatted(prefix, ids);
  }

  MemoryFleet fleet(String name) {
    MemoryFleet fleet = fleets.get(name);
    if (fleet == null) {
      throw new CloudException.NotFound("there is no fleet '" + name + "'", null);
    }
    return fleet;
  }

  private Optional<Fault> nextFault(Call call) {
    Deque<Fault> waiting = faults.get(call);
    if (waiting != null && !waiting.isEmpty()) {
      return Optional.of(waiting.remove());
    }
    return Optional.ofNullable(outages.get(call));
  }

  private static void fail(Fault fault) {
    throw fault.failure();
  }
}
