package dev.ingot.provisioner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.memory.Call;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.stage.testkit.SettableClock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SweeperTest {
  private static final Duration DRAIN = Duration.ofMinutes(2);

  private final SettableClock clock = SettableClock.atStart();
  private final InMemoryCloud cloud = new InMemoryCloud(clock);
  private final Sweeper sweeper = new Sweeper("production", () -> cloud, DRAIN, clock);

  @BeforeEach
  void aLiveFleetAndAnOldOneThatIsDue() {
    Fixtures.live(cloud, 2);
    cloud.fleets().ensure(Fixtures.spec("old", 0, 2));
    cloud.fleets().retireAfter("old", Optional.of(clock.instant()));
  }

  private boolean oldIsThere() {
    return cloud.fleets().find("old").isPresent();
  }

  private void sweepOften() {
    for (int i = 0; i < 10; i++) {
      sweeper.sweep();
    }
  }

  @Test
  void retiresADueFleetStepByStepOnceItWasQuiet() {
    sweeper.sweep();
    clock.advance(DRAIN);

    sweepOften();

    assertThat(oldIsThere()).isFalse();
    assertThat(cloud.fleets().find(Fixtures.LIVE)).isPresent();
  }

  @Test
  void touchesNothingBeforeItWasQuietForLongEnough() {
    sweepOften();

    assertThat(cloud.fleets().find("old").orElseThrow().complete()).isTrue();
  }

  @Test
  void waitsWhileRequestsStillComeIn() {
    cloud.serves("old", 1, 0);
    sweeper.sweep();
    clock.advance(DRAIN);

    sweepOften();

    assertThat(oldIsThere()).isTrue();
  }

  @Test
  void neverRetiresAFleetThatGotTrafficAgain() {
    sweeper.sweep();
    clock.advance(DRAIN);
    Fixtures.routeTo(cloud, "old");

    sweepOften();

    assertThat(cloud.fleets().find("old").orElseThrow().complete()).isTrue();
  }

  @Test
  void beginsToWaitAgainWhenTheTagWasTakenBack() {
    sweeper.sweep();
    cloud.fleets().retireAfter("old", Optional.empty());
    clock.advance(DRAIN);
    sweeper.sweep();
    cloud.fleets().retireAfter("old", Optional.of(clock.instant()));

    sweepOften();

    assertThat(cloud.fleets().find("old").orElseThrow().complete()).isTrue();
  }

  @Test
  void goesOnWithTheOthersWhenOneCannotBeRetired() {
    cloud.fleets().ensure(Fixtures.spec("older", 0, 2));
    cloud.fleets().retireAfter("older", Optional.of(clock.instant()));
    sweeper.sweep();
    clock.advance(DRAIN);
    cloud.failNext(Call.RETIRE, new CloudException.Throttled("slow down", null));

    assertThatThrownBy(sweeper::sweep).isInstanceOf(CloudException.Throttled.class);
    sweepOften();

    assertThat(cloud.fleets().all()).hasSize(1);
  }
}
