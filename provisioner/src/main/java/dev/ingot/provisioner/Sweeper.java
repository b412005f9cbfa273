package dev.ingot.provisioner;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.Telemetry;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.provisioner.SweepDecision.Answer;
import dev.ingot.stage.Repeating;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retires the fleets of one environment that are due, step by step. Any number of sweepers may run
 * at once: every step is idempotent.
 */
final class Sweeper {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  private final String environment;
  private final Supplier<Cloud> cloud;
  private final Duration drainFor;
  private final InstantSource clock;
  private final Map<String, Instant> idleSince = new HashMap<>();
  private final Set<String> refused = new HashSet<>();

  Sweeper(String environment, Supplier<Cloud> cloud, Duration drainFor, InstantSource clock) {
    this.environment = environment;
    this.cloud = cloud;
    this.drainFor = drainFor;
    this.clock = clock;
  }

  /** Sweeps until closed, on a thread of its own. */
  static AutoCloseable start(Sweeper sweeper, Duration interval) {
    return Repeating.start("sweeper-" + sweeper.environment, interval, sweeper::sweep);
  }

  /** One turn: every fleet that may go is moved on by one step. */
  void sweep() {
    Cloud open = cloud.get();
    List<FleetState> fleets = open.fleets().all();
    // Read after the fleets: a fleet that is due was tagged when it had lost its weight.
    List<Route> routes = open.traffic().routes();
    Set<String> names = new HashSet<>();
    CloudException trouble = null;
    for (FleetState fleet : fleets) {
      names.add(fleet.name());
      try {
        sweep(fleet, routes, open);
      } catch (CloudException e) {
        trouble = e;
      }
    }
    idleSince.keySet().retainAll(names);
    refused.retainAll(names);
    if (trouble != null) {
      throw trouble;
    }
  }

  private void sweep(FleetState fleet, List<Route> routes, Cloud open) {
    Instant now = clock.instant();
    switch (SweepDecision.due(fleet, routes, now)) {
      case Answer.Retire due -> retireWhenQuiet(fleet, open, now);
      case Answer.Refuse refuse -> {
        idleSince.remove(fleet.name());
        if (refused.add(fleet.name())) {
          LOG.warn(
              "fleet {} in {} is due to be retired and stays: {}",
              fleet.name(),
              environment,
              refuse.reason());
        }
      }
      case Answer.NotDue notDue -> idleSince.remove(fleet.name());
      case Answer.Wait wait -> LOG.debug("fleet {} waits: {}", fleet.name(), wait.reason());
    }
  }

  private void retireWhenQuiet(FleetState fleet, Cloud open, Instant now) {
    Telemetry telemetry = open.telemetry();
    Duration quietFor = SweepDecision.quietFor(telemetry.tick(), telemetry.delay(), drainFor);
    Instant since = idleSince.computeIfAbsent(fleet.name(), name -> now);
    List<Telemetry.Tick> ticks = telemetry.ticks(fleet.name(), now.minus(quietFor), now);
    if (!(SweepDecision.quiet(since, quietFor, ticks, now) instanceof Answer.Retire)) {
      return;
    }
    if (open.fleets().retire(fleet.name())) {
      LOG.info(
          "fleet {} of deployment={} in {} is retired",
          fleet.name(),
          fleet.deploymentId(),
          environment);
    }
  }
}
