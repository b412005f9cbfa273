package dev.ingot.provisioner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.Telemetry.Tick;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.provisioner.SweepDecision.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SweepDecisionTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Duration QUIET = Duration.ofMinutes(2);

  private static FleetState fleet(Optional<Instant> retireAfter) {
    return new FleetState(
        "old", "shop", "d", 1, "ami", 1, 1, 1, true, true, false, retireAfter, NOW, List.of());
  }

  private static Route route(Map<String, Integer> weights, String live, Optional<String> trial) {
    return new Route("shop", weights, Optional.of(live), trial, Optional.empty());
  }

  private static Tick tick(long requests) {
    return new Tick(NOW.minusSeconds(1), requests, 0, true);
  }

  private static final Tick UNKNOWN = new Tick(NOW.minusSeconds(1), 0, 0, false);

  @Test
  void leavesAFleetThatNobodyWantsRetired() {
    assertThat(SweepDecision.due(fleet(Optional.empty()), List.of(), NOW))
        .isEqualTo(new Answer.NotDue());
  }

  @Test
  void leavesAFleetWhoseTimeHasNotCome() {
    assertThat(SweepDecision.due(fleet(Optional.of(NOW.plusMillis(1))), List.of(), NOW))
        .isEqualTo(new Answer.NotDue());
  }

  @Test
  void retiresAFleetWhoseTimeHasCome() {
    Route elsewhere = route(Map.of("new", 100), "new", Optional.empty());

    assertThat(SweepDecision.due(fleet(Optional.of(NOW)), List.of(elsewhere), NOW))
        .isEqualTo(new Answer.Retire());
  }

  @Test
  void refusesAFleetWithWeight() {
    Route sharing = route(Map.of("old", 5, "new", 95), "new", Optional.empty());

    assertThat(SweepDecision.due(fleet(Optional.of(NOW)), List.of(sharing), NOW))
        .isEqualTo(new Answer.Refuse("it has 5 % of shop"));
  }

  @Test
  void refusesAFleetToGoBackTo() {
    Route rollout = route(Map.of("new", 100), "old", Optional.of("new"));

    assertThat(SweepDecision.due(fleet(Optional.of(NOW)), List.of(rollout), NOW))
        .isInstanceOf(Answer.Refuse.class);
  }

  @Test
  void refusesAFleetOnTrial() {
    Route rollout = route(Map.of("new", 100), "new", Optional.of("old"));

    assertThat(SweepDecision.due(fleet(Optional.of(NOW)), List.of(rollout), NOW))
        .isInstanceOf(Answer.Refuse.class);
  }

  @Test
  void waitsUntilTheFleetWasIdleForLongEnough() {
    assertThat(SweepDecision.quiet(NOW.minus(QUIET).plusMillis(1), QUIET, List.of(), NOW))
        .isInstanceOf(Answer.Wait.class);
  }

  @Test
  void waitsWhileRequestsComeIn() {
    List<Tick> ticks = List.of(tick(0), tick(1), UNKNOWN);

    assertThat(SweepDecision.quiet(NOW.minus(QUIET), QUIET, ticks, NOW))
        .isEqualTo(new Answer.Wait("1 requests in the last PT2M"));
  }

  @Test
  void retiresAFleetThatIsQuietAlsoWhenTheSourceSaysNothing() {
    assertThat(SweepDecision.quiet(NOW.minus(QUIET), QUIET, List.of(tick(0), UNKNOWN), NOW))
        .isEqualTo(new Answer.Retire());
  }

  @Test
  void isQuietForTwoWholeTicksAtLeast() {
    assertThat(
            SweepDecision.quietFor(
                Duration.ofMinutes(1), Duration.ofSeconds(30), Duration.ofSeconds(120)))
        .isEqualTo(Duration.ofSeconds(150));
  }
}
