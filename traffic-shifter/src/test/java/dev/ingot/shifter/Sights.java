package dev.ingot.shifter;

import static dev.ingot.shifter.Fixtures.CANDIDATE;
import static dev.ingot.shifter.Fixtures.LIVE;
import static dev.ingot.shifter.Fixtures.route;

import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.FleetManager.InstanceState;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.events.CommandKind;
import dev.ingot.events.Decision;
import dev.ingot.events.OperatorCommand;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.shifter.ShiftPlan.Observed;
import dev.ingot.stage.testkit.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a rollout of four steps can see and hear, for the tests of its plan. */
final class Sights {
  static final Instant SHIFTED = Events.START.plusSeconds(10);
  static final Instant NOW = SHIFTED.plusSeconds(20);
  static final Duration WATCHED = Duration.ofSeconds(120 + 1 + 30);
  static final Instant JUDGE_BY = SHIFTED.plus(WATCHED);
  static final Instant ROLLBACK_AT = JUDGE_BY.plusSeconds(60);
  static final List<Integer> WEIGHTS = List.of(5, 25, 50, 100);

  static Observed observed(Route route, int healthy) {
    FleetState candidate =
        new FleetState(
            CANDIDATE,
            "shop",
            "d",
            1,
            "ami",
            1,
            2,
            6,
            true,
            true,
            false,
            Optional.empty(),
            Events.START,
            IntStream.range(0, 2)
                .mapToObj(
                    i ->
                        new InstanceState(
                            "i-" + i,
                            "InService",
                            i < healthy ? "healthy" : "unhealthy",
                            "",
                            Events.START))
                .toList());
    return new Observed(Optional.of(route), Optional.of(candidate), Optional.of(1L));
  }

  static Observed before() {
    return observed(Fixtures.liveRoute(), 2);
  }

  static Route routeAt(int step, @Nullable Instant rollbackAt) {
    int weight = WEIGHTS.get(step);
    Map<String, Integer> weights =
        weight == 100 ? Map.of(CANDIDATE, 100) : Map.of(CANDIDATE, weight, LIVE, 100 - weight);
    return route(weights, LIVE, CANDIDATE, rollbackAt);
  }

  static Observed at(int step) {
    return observed(routeAt(step, ROLLBACK_AT), 2);
  }

  static Observed nobody() {
    return new Observed(
        Optional.empty(), observed(Fixtures.liveRoute(), 2).candidate(), Optional.empty());
  }

  static Said nothing() {
    return new Said(List.of(), List.of(), List.of(), List.of());
  }

  static TrafficShifted shifted(int step) {
    return Events.trafficShifted(Events.deployment(), step, WEIGHTS.get(step))
        .setPreviousWeight(step == 0 ? 0 : WEIGHTS.get(step - 1))
        .setShiftedAt(SHIFTED)
        .setJudgeBy(JUDGE_BY)
        .build();
  }

  static VerdictReached verdict(int step, Decision decision) {
    return Events.verdictReached(Events.deployment(), step, decision).setReachedAt(NOW).build();
  }

  static Said announced(int step, VerdictReached... verdicts) {
    return new Said(List.of(shifted(step)), List.of(verdicts), List.of(), List.of());
  }

  static Said withCommand(Said said, CommandKind... commands) {
    List<OperatorCommand> all =
        List.of(commands).stream().map(kind -> Events.operatorCommand(kind).build()).toList();
    return new Said(said.shifts(), said.verdicts(), all, said.outcomes());
  }

  private Sights() {}
}
