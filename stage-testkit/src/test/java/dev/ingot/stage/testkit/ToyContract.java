package dev.ingot.stage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.Decision;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.Stage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The contract over a toy; named so that it is not a test by itself. */
class ToyContract extends StageContract<FleetProvisioned> {
  private final Function<AtomicInteger, Stage<FleetProvisioned>> maker;
  private AtomicInteger weight = new AtomicInteger();

  ToyContract(Function<AtomicInteger, Stage<FleetProvisioned>> maker) {
    this.maker = maker;
  }

  @Override
  protected ManualStage<FleetProvisioned> freshStage() {
    weight = new AtomicInteger();
    AtomicInteger world = weight;
    return ManualStage.of(() -> maker.apply(world), SettableClock.atStart());
  }

  @Override
  protected FleetProvisioned event() {
    return Events.fleetProvisioned().build();
  }

  @Override
  protected void meanwhile(ManualStage<FleetProvisioned> stage) {
    boolean judged = !stage.topics().all(Topics.VERDICTS).isEmpty();
    if (!judged && !stage.announced(Topics.TRAFFIC).isEmpty()) {
      stage.say(
          Topics.VERDICTS,
          Events.verdictReached(event().getDeployment(), 0, Decision.ADVANCE).build());
    }
  }

  @Override
  protected void assertWorldIsSafe() {
    assertThat(weight).as("the weight").hasValue(0);
  }
}
