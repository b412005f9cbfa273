package dev.ingot.stage.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.Abandonment;
import dev.ingot.stage.Emission;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.StageContext;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The contract catches what a stage must not do. */
class StageContractTest {
  /** Keeps in a field what it should read from the history. */
  static final class Forgetful extends ToyShifter {
    private final AtomicBoolean said = new AtomicBoolean();

    Forgetful(AtomicInteger weight) {
      super(weight);
    }

    @Override
    public Outcome look(FleetProvisioned fleet, StageContext context) {
      if (!said.getAndSet(true)) {
        return Outcome.checkAgain(Duration.ofSeconds(1), shifted(fleet));
      }
      return super.look(fleet, context);
    }
  }

  /** Gives up without putting the world in order. */
  static final class Careless extends ToyShifter {
    Careless(AtomicInteger weight) {
      super(weight);
    }

    @Override
    public List<Emission<?>> abandon(
        FleetProvisioned fleet, StageContext context, Abandonment why) {
      return List.of();
    }
  }

  /** Makes its ids up. */
  static final class Random extends ToyShifter {
    Random(AtomicInteger weight) {
      super(weight);
    }

    @Override
    Emission<?> shifted(FleetProvisioned fleet) {
      return Emission.of(
          Topics.TRAFFIC,
          Events.trafficShifted(fleet.getDeployment(), 0, 100)
              .setId(UUID.randomUUID().toString())
              .build());
    }
  }

  @Test
  void catchesAStageThatForgetsWhatItSaid() {
    ToyContract contract = new ToyContract(Forgetful::new);

    assertThatThrownBy(contract::announcesNothingTwiceWhenDeliveredAgain)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("traffic/");
    assertThatThrownBy(contract::comesToTheSameEndWhenTheOwnerDiesAfterALook)
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void catchesAStageThatLeavesTheWorldInDisorder() {
    ToyContract contract = new ToyContract(Careless::new);

    assertThatThrownBy(contract::leavesTheWorldSafeWhenAbandonedAtAnyLook)
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void catchesIdsThatAreMadeUp() {
    ToyContract contract = new ToyContract(Random::new);

    assertThatThrownBy(contract::givesTheSameIdsInEveryRun).isInstanceOf(AssertionError.class);
  }
}
