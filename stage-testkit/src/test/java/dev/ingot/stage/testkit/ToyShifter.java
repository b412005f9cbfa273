package dev.ingot.stage.testkit;

import dev.ingot.events.DeploymentFinished;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.Abandonment;
import dev.ingot.stage.Emission;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.Stage;
import dev.ingot.stage.StageContext;
import dev.ingot.stage.StageSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A stage in small: sets a weight, announces it, waits for a verdict, ends the deployment. */
class ToyShifter implements Stage<FleetProvisioned> {
  private final AtomicInteger weight;

  ToyShifter(AtomicInteger weight) {
    this.weight = weight;
  }

  @Override
  public StageSpec<FleetProvisioned> spec() {
    return StageSpec.of("toy", Topics.FLEETS)
        .listensTo(Topics.TRAFFIC)
        .listensTo(Topics.VERDICTS)
        .listensTo(Topics.OUTCOMES)
        .emits(Topics.TRAFFIC, Topics.OUTCOMES)
        .build();
  }

  @Override
  public Outcome look(FleetProvisioned fleet, StageContext context) {
    if (!context.history(Topics.OUTCOMES).isEmpty()) {
      return Outcome.done();
    }
    List<VerdictReached> verdicts = context.history(Topics.VERDICTS);
    if (!verdicts.isEmpty()) {
      return Outcome.done(end(fleet, DeploymentOutcome.PROMOTED));
    }
    context.requireLease();
    weight.set(100);
    return context.history(Topics.TRAFFIC).isEmpty()
        ? Outcome.checkAgain(Duration.ofSeconds(5), shifted(fleet))
        : Outcome.checkAgain(Duration.ofSeconds(5));
  }

  @Override
  public List<Emission<?>> abandon(FleetProvisioned fleet, StageContext context, Abandonment why) {
    weight.set(0);
    return context.history(Topics.OUTCOMES).isEmpty()
        ? List.of(end(fleet, DeploymentOutcome.FAILED))
        : List.of();
  }

  Emission<?> shifted(FleetProvisioned fleet) {
    return Emission.of(
        Topics.TRAFFIC, Events.trafficShifted(fleet.getDeployment(), 0, 100).build());
  }

  private static Emission<DeploymentFinished> end(
      FleetProvisioned fleet, DeploymentOutcome outcome) {
    return Emission.of(
        Topics.OUTCOMES, Events.deploymentFinished(fleet.getDeployment(), outcome).build());
  }
}
