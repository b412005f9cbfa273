package dev.ingot.shifter;

import static dev.ingot.shifter.Fixtures.CANDIDATE;
import static dev.ingot.shifter.Fixtures.LIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.cloud.memory.Call;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.SettableClock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuardTest {
  private static final Instant NOW = Events.START;

  private final SettableClock clock = SettableClock.atStart();
  private final InMemoryCloud cloud = new InMemoryCloud(clock);
  private final Guard guard = new Guard("production", () -> cloud, clock);

  @BeforeEach
  void twoFleets() {
    Fixtures.makeLive(cloud);
    Fixtures.makeCandidate(cloud);
  }

  private static Route onTrial(String service, Instant rollbackAt) {
    return new Route(
        service,
        Map.of(LIVE, 75, CANDIDATE, 25),
        Optional.of(LIVE),
        Optional.of(CANDIDATE),
        Optional.of(rollbackAt));
  }

  private Route route(String service) {
    return cloud.traffic().current(service).orElseThrow();
  }

  @Test
  void goesBackWhereTheTimeHasPassedAndNowhereElse() {
    cloud.setRoute(onTrial("due", NOW));
    cloud.setRoute(onTrial("in-time", NOW.plusMillis(1)));

    guard.look();

    assertThat(route("due").weights()).isEqualTo(Map.of(LIVE, 100));
    assertThat(route("due").rollbackAt()).isEmpty();
    assertThat(route("in-time")).isEqualTo(onTrial("in-time", NOW.plusMillis(1)));
  }

  @Test
  void leavesARuleWithoutALiveFleetAlone() {
    Route first =
        new Route(
            "first",
            Map.of(CANDIDATE, 100),
            Optional.empty(),
            Optional.of(CANDIDATE),
            Optional.of(NOW.minusSeconds(1)));

    assertThat(GuardDecision.due(List.of(first), NOW)).isEmpty();
  }

  @Test
  void leavesARuleWithoutARollbackTimeAlone() {
    assertThat(GuardDecision.due(List.of(Fixtures.liveRoute()), NOW)).isEmpty();
  }

  @Test
  void goesOnWithTheOthersWhenOneFails() {
    cloud.setRoute(onTrial("a", NOW));
    cloud.setRoute(onTrial("b", NOW));
    cloud.failNext(Call.RESTORE_LIVE, new CloudException.Unavailable("no answer", null));

    assertThatThrownBy(guard::look).isInstanceOf(CloudException.Unavailable.class);

    assertThat(route("a").rollbackAt()).isPresent();
    assertThat(route("b").rollbackAt()).isEmpty();
  }
}
