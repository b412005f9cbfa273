package dev.ingot.pipeline;

import static dev.ingot.pipeline.Kinds.NAME;
import static dev.ingot.pipeline.Kinds.duration;
import static dev.ingot.pipeline.Kinds.matching;
import static dev.ingot.pipeline.Kinds.whole;

import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.FleetPlan;
import dev.ingot.events.RolloutPlan;
import dev.ingot.events.VerifyPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the plan of one environment, and holds it against the environment's floors and tick. */
final class PlanReader {
  /** The sections that stand for all environments, and that an environment can override. */
  static final List<String> SECTIONS = List.of("fleet", "rollout", "verify");

  private static final List<Integer> DEFAULT_STEPS = List.of(5, 25, 50, 100);
  private static final Duration LONGEST_BAKE = Duration.ofDays(1);

  private final Section section;
  private final CloudEnvironment environment;
  private final Floors floors;
  private final Problems problems;

  PlanReader(Section section, CloudEnvironment environment, Floors floors, Problems problems) {
    this.section = section;
    this.environment = environment;
    this.floors = floors;
    this.problems = problems;
  }

  /** The plan; empty when something of it is wrong. */
  Optional<EnvironmentPlan> read() {
    FleetPlan fleet = fleet(section.section("fleet"));
    VerifyPlan verify = verify(section.section("verify"));
    RolloutPlan rollout = rollout(section.section("rollout"), verify);
    Map<String, String> settings = Settings.read(section);
    section.refuseOthers();
    return problems.none()
        ? Optional.of(
            EnvironmentPlan.newBuilder()
                .setEnvironment(environment.name())
                .setFleet(fleet)
                .setRollout(rollout)
                .setVerify(verify)
                .setSettings(settings)
                .build())
        : Optional.empty();
  }

  private FleetPlan fleet(Section fleet) {
    Section instances = fleet.section("instances");
    int least = instances.read("min", whole(1, Floors.MOST_INSTANCES), floors.minInstances());
    int most = instances.read("max", whole(1, Floors.MOST_INSTANCES), least);
    if (most < least) {
      instances.problem("max", "max %d is below min %d; raise max".formatted(most, least));
    }
    if (least < floors.minInstances()) {
      instances.problem(
          "min", belowFloor("min", least, "at least " + floors.minInstances() + " instances"));
    }
    if (most > floors.maxInstances()) {
      instances.problem(
          "max", belowFloor("max", most, "at most " + floors.maxInstances() + " instances"));
    }
    instances.refuseOthers();
    FleetPlan plan =
        FleetPlan.newBuilder()
            .setMinInstances(least)
            .setMaxInstances(most)
            .setInstanceType(
                fleet.read(
                    "type",
                    matching("[a-z][a-z0-9-]{0,20}\\.[a-z0-9-]{1,20}", "a type such as t3.small"),
                    "t3.small"))
            .setHealthPath(
                fleet.read(
                    "health",
                    matching("/[!-~&&[^\"'\\\\]]{0,1023}", "a path such as /healthz"),
                    "/healthz"))
            .setPort(fleet.read("port", whole(1, 65_535), 8080))
            .setStartWithin(
                fleet
                    .read(
                        "startWithin",
                        duration(Duration.ofSeconds(1), Duration.ofHours(1)),
                        Duration.ofMinutes(10))
                    .toMillis())
            .build();
    fleet.refuseOthers();
    return plan;
  }

  private VerifyPlan verify(Section verify) {
    Section errors = verify.section("errors");
    double limit = errors.read("limit", Kinds.percentBelowHalf(), 0.05);
    double tolerance = errors.read("tolerate", Kinds.factor(1, 100), 1.2);
    errors.refuseOthers();
    List<String> judges = verify.list("judges", NAME).orElse(List.of("health"));
    List<String> missing = new ArrayList<>(floors.judges());
    missing.removeAll(judges);
    if (!missing.isEmpty()) {
      verify.problem("judges", belowFloor("judges", judges, "the judges " + missing));
    }
    VerifyPlan plan =
        VerifyPlan.newBuilder()
            .setErrorLimit(limit)
            .setErrorTolerance(tolerance)
            .setMinRequests(verify.read("minRequests", whole(0, 999_999_999), 1))
            .setAlpha(verify.read("alpha", Kinds.number(0, 0.5), 0.01))
            .setWarmup(
                verify
                    .read("warmup", duration(Duration.ZERO, Duration.ofHours(1)), Duration.ZERO)
                    .toMillis())
            .setJudges(judges)
            .build();
    verify.refuseOthers();
    return plan;
  }

  private RolloutPlan rollout(Section rollout, VerifyPlan verify) {
    List<Integer> steps = rollout.list("steps", whole(1, 100)).orElse(DEFAULT_STEPS);
    checkSteps(rollout, steps);
    List<Duration> needed = needed(steps, verify);
    List<Duration> bakes = bakes(rollout, steps, needed);
    for (int i = 0; i < Math.min(bakes.size(), needed.size()); i++) {
      if (bakes.get(i).compareTo(needed.get(i)) < 0) {
        rollout.problem("bake", tooShort(steps.get(i), bakes.get(i), needed.get(i)));
        break;
      }
    }
    rollout.refuseOthers();
    return RolloutPlan.newBuilder()
        .setSteps(steps)
        .setBakes(bakes.stream().map(Duration::toMillis).toList())
        .build();
  }

  private void checkSteps(Section rollout, List<Integer> steps) {
    for (int i = 1; i < steps.size(); i++) {
      if (steps.get(i) <= steps.get(i - 1)) {
        rollout.problem(
            "steps",
            "the steps %s do not rise: %d comes after %d; write each weight once, rising"
                .formatted(steps, steps.get(i), steps.get(i - 1)));
        return;
      }
    }
    if (steps.get(steps.size() - 1) != 100) {
      rollout.problem("steps", "the last of the steps %s is not 100; add 100".formatted(steps));
    }
    if (steps.size() < floors.steps()) {
      rollout.problem("steps", belowFloor("steps", steps, "at least " + floors.steps() + " steps"));
    }
  }

  /** What each step needs: enough ticks for its judge, and the environment's floor. */
  private List<Duration> needed(List<Integer> steps, VerifyPlan verify) {
    int compared = (int) steps.stream().filter(weight -> weight < 100).count();
    double evidence = MinimumBake.evidenceNeeded(steps.size(), compared, verify.getAlpha());
    Duration warmup = Duration.ofMillis(verify.getWarmup());
    return steps.stream()
        .map(weight -> MinimumBake.of(weight, evidence, environment.tick(), warmup))
        .map(judged -> judged.compareTo(floors.bake()) < 0 ? floors.bake() : judged)
        .toList();
  }

  private List<Duration> bakes(Section rollout, List<Integer> steps, List<Duration> needed) {
    Kind<Duration> kind = duration(Duration.ofMillis(1), LONGEST_BAKE);
    if (!rollout.has("bake")) {
      return needed;
    }
    if (!rollout.isList("bake")) {
      return rollout
          .read("bake", kind)
          .map(bake -> Collections.nCopies(steps.size(), bake))
          .orElse(needed);
    }
    List<Duration> bakes = rollout.list("bake", kind).orElse(needed);
    if (bakes.size() != steps.size()) {
      rollout.problem(
          "bake",
          "%d bakes for %d steps; write one for all of them, or one per step"
              .formatted(bakes.size(), steps.size()));
    }
    return bakes;
  }

  private String tooShort(int weight, Duration bake, Duration needed) {
    return ("bake %s is too short for the step to %d%% in '%s', where a measurement takes %s:"
            + " write at least %s")
        .formatted(
            Kinds.text(bake),
            weight,
            environment.name(),
            Kinds.text(environment.tick()),
            Kinds.text(needed));
  }

  private String belowFloor(String key, Object value, String asked) {
    return "%s %s is not enough for '%s': environments.yaml asks for %s"
        .formatted(key, value, environment.name(), asked);
  }

  /** What the process finds in its environment. */
  private static final class Settings {
    /** All of it travels in user data, which ends at 16 KB. */
    private static final int MOST_CHARACTERS = 8_192;

    private static final Kind<String> VARIABLE =
        matching(
            "(?!PORT$|INGOT_)[A-Za-z_][A-Za-z0-9_]{0,99}",
            "a variable's name such as LOG_LEVEL, but not PORT or INGOT_…");
    private static final Kind<String> VALUE =
        new Kind<>(
            "a text of at most 4,096 characters on one line",
            text ->
                Optional.of(text)
                    .filter(t -> t.length() <= 4_096)
                    .filter(t -> t.chars().noneMatch(Character::isISOControl)));

    private Settings() {}

    static Map<String, String> read(Section section) {
      Map<String, String> settings = section.map("settings", VARIABLE, VALUE);
      int size =
          settings.entrySet().stream()
              .mapToInt(e -> e.getKey().length() + e.getValue().length())
              .sum();
      if (size > MOST_CHARACTERS) {
        section.problem(
            "settings",
            "the settings have %,d characters, at most %,d are accepted"
                .formatted(size, MOST_CHARACTERS));
      }
      return settings;
    }
  }
}
