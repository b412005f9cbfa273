package dev.ingot.pipeline;

import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.Hook;
import dev.ingot.events.VerifyPlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the plan of one environment, and holds it against the environment's floors and tick. */
final class PlanReader {
  /** What stands for all environments, and what an environment can override key by key. */
  static final List<String> SECTIONS =
      List.of("fleet", "rollout", "verify", "route", "hooks", "volumes");

  private static final Duration MIGRATE_WITHIN = Duration.ofMinutes(10);

  private final Section section;
  private final Scope scope;
  private final Problems problems;

  PlanReader(Section section, Scope scope, Problems problems) {
    this.section = section;
    this.scope = scope;
    this.problems = problems;
  }

  /** The plan; empty when something of it is wrong. */
  Optional<EnvironmentPlan> read() {
    VerifyPlan verify = new VerifyReader(scope).read(section.section("verify"));
    VariablesReader variables = new VariablesReader(scope);
    Map<String, String> settings = variables.settings(section);
    Section hooks = section.section("hooks");
    Optional<Hook> migrate = HookReader.read(hooks, "migrate", "./bin/migrate", MIGRATE_WITHIN);
    hooks.refuseOthers();
    EnvironmentPlan plan =
        EnvironmentPlan.newBuilder()
            .setEnvironment(scope.environment().name())
            .setFleet(
                new FleetReader(scope)
                    .read(section.section("fleet"), new VolumesReader(scope).read(section)))
            .setRollout(new RolloutReader(scope).read(section.section("rollout"), verify))
            .setVerify(verify)
            .setSettings(settings)
            .setSecrets(variables.secrets(section, settings))
            .setRoute(new RouteReader(scope).read(section).orElse(null))
            .setMigrate(migrate.orElse(null))
            .build();
    section.refuseOthers();
    if (FreshBaseline.isAskedFor(plan) && !FreshBaseline.isCompared(plan)) {
      problems.add(
          section.deep("verify.baseline"),
          "nothing would be compared with a fresh baseline in '%s': it takes a step below 99%%, and a comparison; remove it, or add them"
              .formatted(plan.getEnvironment()));
    }
    return problems.none() ? Optional.of(plan) : Optional.empty();
  }
}
