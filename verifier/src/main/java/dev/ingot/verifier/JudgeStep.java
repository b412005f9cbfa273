package dev.ingot.verifier;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.events.Decision;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.topics.Topics;
import dev.ingot.pipeline.probe.Probing;
import dev.ingot.stage.Abandonment;
import dev.ingot.stage.Emission;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.Stage;
import dev.ingot.stage.StageContext;
import dev.ingot.stage.StageSpec;
import dev.ingot.verifier.judge.FleetHealth;
import dev.ingot.verifier.judge.Judgement;
import dev.ingot.verifier.judge.StepJudge;
import dev.ingot.verifier.sources.Sources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measures a step tick by tick and judges it, until there is a verdict; and goes on watching at a
 * slower pace for as long as the rollout stands there. Nobody has to say that it stands: what comes
 * next is another shift or the outcome, and both end the watching.
 */
public final class JudgeStep implements Stage<TrafficShifted> {
  static final String NAME = "verifier";

  /** The judge's name in {@code verify.judges} and in its verdicts. */
  public static final String JUDGE = "health";

  /** How its reason begins when it was given up. */
  static final String NOT_MEASURED = "the step could not be measured: ";

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(50);

  /** While it stands; a cloud's tick is hardly longer. */
  private static final Duration LONGEST_STANDING_WAIT = Duration.ofMinutes(1);

  private final Function<String, Cloud> clouds;
  private final Sources sources;
  private final Duration longest;
  private final ProbesUnderWay probes;

  /**
   * A judge over the clouds.
   *
   * @param clouds the cloud of an environment
   * @param sources where it measures
   * @param longest the longest time that a rollout may be in hand: what was measured of it must be
   *     in the log for as long, or a verifier that takes over would begin anew
   */
  public JudgeStep(Function<String, Cloud> clouds, Sources sources, Duration longest) {
    this(clouds, sources, longest, new ProbesUnderWay(Probing::one));
  }

  JudgeStep(
      Function<String, Cloud> clouds, Sources sources, Duration longest, ProbesUnderWay probes) {
    this.clouds = clouds;
    this.sources = sources;
    this.longest = longest;
    this.probes = probes;
  }

  @Override
  public StageSpec<TrafficShifted> spec() {
    return StageSpec.of(NAME, Topics.TRAFFIC)
        .oneAtATimeBy(
            e -> e.getDeployment().getService() + "@" + e.getDeployment().getEnvironment())
        .startedAt(e -> e.getDeployment().getStartedAt())
        .listensTo(Topics.MEASUREMENTS)
        .listensTo(Topics.VERDICTS)
        .listensTo(Topics.OUTCOMES)
        .emits(Topics.MEASUREMENTS, Topics.VERDICTS)
        .within(longest)
        .build();
  }

  @Override
  public Outcome look(TrafficShifted shift, StageContext context) {
    if (isOver(shift, context)) {
      probes.forget(shift);
      return Outcome.done();
    }
    Optional<VerdictReached> said = said(shift, context);
    if (said.isPresent()) {
      return stand(shift, said.get(), context);
    }
    Cloud cloud = clouds.apply(shift.getDeployment().getEnvironment());
    Measuring measuring = new Measuring(shift, sources.open(shift, cloud, context.now()));
    Measuring.Taken taken = measuring.take(context.history(Topics.MEASUREMENTS), context.now());
    List<MeasurementTaken> probed =
        probes.look(shift, cloud, context.history(Topics.MEASUREMENTS), context.now());
    Judgement judgement =
        taken.told(
            StepJudge.judge(
                Policies.of(
                    shift, cloud.telemetry().tick(), measuring.firstJudged(), taken.before()),
                Probes.beside(
                    taken.series(),
                    shift,
                    Stream.concat(context.history(Topics.MEASUREMENTS).stream(), probed.stream())
                        .toList()),
                health(shift, cloud),
                context.now()));
    List<Emission<?>> announced = new ArrayList<>();
    taken.fresh().forEach(one -> announced.add(Emission.of(Topics.MEASUREMENTS, one)));
    probed.forEach(one -> announced.add(Emission.of(Topics.MEASUREMENTS, one)));
    if (judgement instanceof Judgement.Undecided) {
      return new Outcome.CheckAgain(untilNextLook(shift, measuring, context.now()), announced);
    }
    announced.add(
        Emission.of(Topics.VERDICTS, Verdicts.of(shift, JUDGE, judgement, context.now())));
    if (judgement instanceof Judgement.RollBack) {
      probes.forget(shift);
      return new Outcome.Done(announced);
    }
    return new Outcome.CheckAgain(untilNextLook(shift, measuring, context.now()), announced);
  }

  /** After the verdict: it cannot advance again, but the candidate may still have to go. */
  private Outcome stand(TrafficShifted shift, VerdictReached said, StageContext context) {
    Cloud cloud = clouds.apply(shift.getDeployment().getEnvironment());
    Instant now = context.now();
    List<MeasurementTaken> history = context.history(Topics.MEASUREMENTS);
    Standing standing = new Standing(shift, said.getReachedAt(), sources.open(shift, cloud, now));
    List<MeasurementTaken> fresh =
        Stream.concat(
                standing.take(history, now).stream(),
                probes.look(shift, cloud, history, now).stream().map(Probes::whileStanding))
            .toList();
    List<Emission<?>> announced = new ArrayList<>();
    fresh.forEach(one -> announced.add(Emission.of(Topics.MEASUREMENTS, one)));
    Optional<Judgement.RollBack> back =
        Standing.judge(
            new PastStep(shift, history, Optional.of(said), history, Optional.empty()),
            fresh,
            healthWhileStanding(shift, cloud));
    if (back.isEmpty()) {
      Duration wait = Duration.between(now, standing.next(fresh, now));
      return new Outcome.CheckAgain(within(wait, LONGEST_STANDING_WAIT), announced);
    }
    probes.forget(shift);
    announced.add(
        Emission.of(Topics.VERDICTS, Verdicts.whileStanding(shift, JUDGE, back.get(), now)));
    return new Outcome.Done(announced);
  }

  /**
   * Of a step says INCONCLUSIVE, so that the traffic-shifter need not wait for its deadline. One
   * that stands would go on sending users to what nobody watches any more; a second INCONCLUSIVE
   * counts for nothing, so the candidate goes back where the file has it go back for the first.
   */
  @Override
  public List<Emission<?>> abandon(TrafficShifted shift, StageContext context, Abandonment why) {
    probes.forget(shift);
    if (isOver(shift, context)) {
      return List.of();
    }
    if (said(shift, context).isPresent()) {
      return Standing.giveUp(shift, JUDGE, why.reason(), context.now()).stream()
          .<Emission<?>>map(verdict -> Emission.of(Topics.VERDICTS, verdict))
          .toList();
    }
    Judgement nothing = new Judgement.Inconclusive(NOT_MEASURED + why.reason(), List.of());
    return List.of(Emission.of(Topics.VERDICTS, Verdicts.of(shift, JUDGE, nothing, context.now())));
  }

  private static boolean isOver(TrafficShifted shift, StageContext context) {
    boolean takenBack = shift.getStep() < 0 || shift.getWeight() == 0;
    boolean notAsked = !shift.getVerify().getJudges().contains(JUDGE);
    return takenBack
        || notAsked
        || context.newerWaiting()
        || !context.history(Topics.OUTCOMES).isEmpty()
        || context.history(Topics.VERDICTS).stream()
            .anyMatch(v -> isMine(v, shift) && v.getDecision() == Decision.ROLL_BACK);
  }

  private static Optional<VerdictReached> said(TrafficShifted shift, StageContext context) {
    return context.history(Topics.VERDICTS).stream().filter(v -> isMine(v, shift)).findFirst();
  }

  private static boolean isMine(VerdictReached verdict, TrafficShifted shift) {
    return verdict.getStep() == shift.getStep()
        && verdict.getJudge().equals(JUDGE)
        && verdict.getDecision() != Decision.UNKNOWN;
  }

  /** A cloud that does not tell leaves what was measured to judge by. */
  private static FleetHealth healthWhileStanding(TrafficShifted shift, Cloud cloud) {
    try {
      return health(shift, cloud);
    } catch (CloudException e) {
      Standing.tell(shift, e);
      return new FleetHealth(0, 0, 0, "");
    }
  }

  private static FleetHealth health(TrafficShifted shift, Cloud cloud) {
    int expected = shift.getCandidate().getSize();
    Optional<FleetState> fleet = cloud.fleets().find(shift.getCandidate().getName());
    if (fleet.isEmpty()) {
      return new FleetHealth(expected, 0, 0, "the fleet is gone");
    }
    FleetState state = fleet.get();
    long young =
        state.instances().stream().filter(i -> i.since().isAfter(shift.getShiftedAt())).count();
    // Instances that scaling out has added are young, too, but replace nothing.
    int replaced = (int) Math.max(0, young - Math.max(0, state.desired() - expected));
    String words =
        state.instances().stream()
            .filter(i -> !i.healthy())
            .map(
                i -> i.id() + " is " + i.health() + (i.reason().isEmpty() ? "" : ": " + i.reason()))
            .limit(3)
            .collect(Collectors.joining("; "));
    return new FleetHealth(expected, state.healthy(), replaced, words);
  }

  /** There is something new when the next tick is complete, and when the bake is over. */
  private Duration untilNextLook(TrafficShifted shift, Measuring measuring, Instant now) {
    Instant complete = measuring.nextComplete(now);
    Instant probe = probes.next(shift, now);
    Instant tick = probe.isBefore(complete) ? probe : complete;
    Instant bakeEnd = shift.getShiftedAt().plusMillis(shift.getBake());
    Instant next = bakeEnd.isAfter(now) && bakeEnd.isBefore(tick) ? bakeEnd : tick;
    return within(Duration.between(now, next), LONGEST_WAIT);
  }

  private static Duration within(Duration wait, Duration longest) {
    return wait.compareTo(SHORTEST_WAIT) < 0
        ? SHORTEST_WAIT
        : wait.compareTo(longest) > 0 ? longest : wait;
  }
}
