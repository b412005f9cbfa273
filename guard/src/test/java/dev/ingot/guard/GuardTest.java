package dev.ingot.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.cloud.memory.Call;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.SettableClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuardTest {
  private static final Instant NOW = Events.START;
  private static final String LIVE = "live";
  private static final String CANDIDATE = "candidate";

  private final SettableClock clock = SettableClock.atStart();
  private final InMemoryCloud cloud = new InMemoryCloud(clock);
  private final List<Restoration> restored = new ArrayList<>();
  private long nanos = Long.MAX_VALUE;
  private final Guard guard = new Guard("production", () -> cloud, clock, restored::add);

  @BeforeEach
  void twoFleets() {
    cloud.fleets().ensure(fleet(LIVE));
    cloud.fleets().ensure(fleet(CANDIDATE));
  }

  private static FleetSpec fleet(String name) {
    return new FleetSpec(
        name, "shop", name, 1, "ami-1", 1, 2, 6, "t3.small", "/healthz", 8080, Map.of(), Map.of());
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
    assertThat(restored)
        .containsExactly(new Restoration("production", "due", LIVE, CANDIDATE, 25, NOW, NOW));
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
    assertThat(GuardDecision.due(List.of(onTrial("shop", NOW).restored()), NOW)).isEmpty();
  }

  @Test
  void leavesARuleToItsOwnerWhoHasRenewedItMeanwhile() {
    Route renewed = onTrial("shop", NOW.plusSeconds(120));

    assertThat(GuardDecision.othersHadIt(onTrial("shop", NOW), Optional.of(renewed))).isTrue();
    assertThat(GuardDecision.othersHadIt(onTrial("shop", NOW), Optional.of(promoted()))).isTrue();
    assertThat(
            GuardDecision.othersHadIt(
                onTrial("shop", NOW), Optional.of(onTrial("shop", NOW).restored())))
        .isFalse();
    assertThat(GuardDecision.othersHadIt(onTrial("shop", NOW), Optional.of(onTrial("shop", NOW))))
        .isFalse();
  }

  @Test
  void tellsOfNoRestorationWhereTheRuleWasRenewedBetweenTheLookAndTheWrite() {
    cloud.setRoute(onTrial("shop", NOW));
    Route renewed = onTrial("shop", NOW.plusSeconds(120));
    InstantSource betweenLookAndWrite =
        () -> {
          cloud.setRoute(renewed);
          return NOW;
        };

    new Guard("production", () -> cloud, betweenLookAndWrite, restored::add).look();

    assertThat(route("shop")).isEqualTo(renewed);
    assertThat(restored).isEmpty();
  }

  private static Route promoted() {
    return new Route(
        "shop", Map.of(CANDIDATE, 100), Optional.of(CANDIDATE), Optional.empty(), Optional.empty());
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

  @Test
  void isReadyOnceItHasSeenEveryRule() {
    assertThat(guard.ready()).isFalse();
    cloud.failNext(Call.ROUTES, new CloudException.Unavailable("no answer", null));
    assertThatThrownBy(guard::look).isInstanceOf(CloudException.Unavailable.class);
    assertThat(guard.reasons()).containsExactly("the guard of production cannot work: no answer");

    guard.look();

    assertThat(guard.ready()).isTrue();
    assertThat(guard.reasons()).isEmpty();
  }

  @Test
  void anErrorOfOneRuleHoldsUpNoOther() {
    cloud.setRoute(onTrial("a", NOW));
    cloud.setRoute(onTrial("b", NOW));
    Guard startled =
        new Guard(
            "production",
            () -> cloud,
            clock,
            restoration -> {
              restored.add(restoration);
              throw new StackOverflowError("too deep");
            });

    assertThatThrownBy(startled::look).isInstanceOf(StackOverflowError.class);

    assertThat(restored).extracting(Restoration::service).containsExactly("a", "b");
    assertThat(startled.reasons()).singleElement().asString().contains("StackOverflowError");
  }

  @Test
  void isNotReadyWithoutALookForThreeIntervalsAndNotLiveWhenOneIsStuck() {
    LastLook looks = new LastLook(() -> nanos);
    Guard watched = new Guard("production", () -> cloud, clock, restored::add, looks);
    looks.expectedEvery(Duration.ofSeconds(10));
    watched.look();

    nanos += Duration.ofSeconds(30).toNanos();
    assertThat(watched.ready()).isTrue();
    nanos += 1;
    assertThat(watched.ready()).isFalse();
    assertThat(watched.live()).isTrue();
    assertThat(watched.reasons())
        .containsExactly("the guard of production has ended no look for 30 s");

    nanos += Duration.ofMinutes(5).toNanos();
    assertThat(watched.live()).isFalse();

    watched.look();
    assertThat(watched.live()).isTrue();
    assertThat(watched.ready()).isTrue();
  }

  @Test
  void showsItsRestorationsAndTheAgeOfItsLastLook() {
    MeterRegistry shown = new SimpleMeterRegistry();
    LastLook looks = new LastLook(() -> nanos);
    try (GuardMetrics metrics = new GuardMetrics(shown, "production", looks)) {
      metrics.restored();
      nanos += Duration.ofMillis(1_500).toNanos();

      assertThat(shown.get("ingot.guard.restorations").counter().count()).isEqualTo(1);
      assertThat(shown.get("ingot.guard.last.look.seconds").gauge().value()).isEqualTo(1.5);
    }
    assertThat(shown.getMeters()).isEmpty();
  }

  @Test
  void tellsOfARestorationInOneLine() {
    Restoration late = Restoration.of("production", onTrial("shop", NOW), NOW.plusMillis(1_500));

    assertThat(late.line())
        .isEqualTo(
            "restored environment=production service=shop live=live candidate=candidate weight=25"
                + " rollbackAt=%s late=1.5s".formatted(NOW));
  }
}
