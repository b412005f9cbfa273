package dev.ingot.operator;

import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.FleetPlan;
import dev.ingot.events.Hook;
import dev.ingot.events.RolloutPlan;
import dev.ingot.events.Route;
import dev.ingot.events.Volume;
import dev.ingot.pipeline.Environments;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What differs between two plans of one environment, each by its key in ingot.yaml. Pure. */
final class PlanDifferences {
  private final Differences differences = new Differences();
  private final Environments environments;
  private final String ownHost;

  private PlanDifferences(Environments environments, String ownHost) {
    this.environments = environments;
    this.ownHost = ownHost;
  }

  /**
   * @param before what is live
   * @param after what the commit says
   */
  static List<Change> between(
      EnvironmentPlan before, EnvironmentPlan after, Environments environments, String service) {
    String host = environments.get(after.getEnvironment()).host(service);
    PlanDifferences differences = new PlanDifferences(environments, host);
    differences.find(before, after);
    return differences.differences.found();
  }

  private void find(EnvironmentPlan before, EnvironmentPlan after) {
    fleet(before.getFleet(), after.getFleet());
    route(Optional.ofNullable(before.getRoute()), Optional.ofNullable(after.getRoute()));
    rollout(before, after);
    new VerifyDifferences(differences).find(before.getVerify(), after.getVerify());
    hook(
        differences,
        "hooks.migrate",
        Optional.ofNullable(before.getMigrate()),
        Optional.ofNullable(after.getMigrate()));
    volumes(before.getFleet().getVolumes(), after.getFleet().getVolumes());
    differences.named("settings", before.getSettings(), after.getSettings());
    differences.named("secrets", before.getSecrets(), after.getSecrets());
  }

  private void fleet(FleetPlan before, FleetPlan after) {
    instances(before, after);
    differences.value("fleet.type", before.getInstanceType(), after.getInstanceType());
    differences.value("fleet.health", before.getHealthPath(), after.getHealthPath());
    differences.value("fleet.port", before.getPort(), after.getPort());
    differences.value(
        "fleet.startWithin", before.getStartWithin(), after.getStartWithin(), PlanWords::time);
    differences.optional(
        "fleet.role",
        Optional.ofNullable(before.getInstanceProfile()),
        Optional.ofNullable(after.getInstanceProfile()));
  }

  /** Where max is not written it is min, and not a change of its own. */
  private void instances(FleetPlan before, FleetPlan after) {
    boolean fixed =
        before.getMinInstances() == before.getMaxInstances()
            && after.getMinInstances() == after.getMaxInstances();
    differences.value(
        "fleet.instances.min",
        before.getMinInstances(),
        after.getMinInstances(),
        min -> fixed ? "exactly " + min : String.valueOf(min));
    if (!fixed) {
      differences.value("fleet.instances.max", before.getMaxInstances(), after.getMaxInstances());
    }
  }

  private void route(Optional<Route> before, Optional<Route> after) {
    differences.value("route.host", host(before), host(after));
    differences.value("route.path", path(before), path(after));
  }

  private String host(Optional<Route> route) {
    return route.map(Route::getHost).orElse(ownHost);
  }

  private static String path(Optional<Route> route) {
    return route.map(Route::getPath).orElse("/");
  }

  private void rollout(EnvironmentPlan planBefore, EnvironmentPlan planAfter) {
    RolloutPlan before = planBefore.getRollout();
    RolloutPlan after = planAfter.getRollout();
    differences.value("rollout.steps", before.getSteps(), after.getSteps(), PlanWords::list);
    if (!(isShortest(planBefore) && isShortest(planAfter)) && bakesDiffer(before, after)) {
      differences.value("rollout.bake", before.getBakes(), after.getBakes(), PlanWords::times);
    }
    approvals(before, after);
    differences.value("rollout.early", before.getEarly(), after.getEarly());
  }

  /** As it is where the file says nothing; then it follows from what it does say. */
  private boolean isShortest(EnvironmentPlan plan) {
    return environments.shortestBakes(plan).stream()
        .map(Duration::toMillis)
        .toList()
        .equals(plan.getRollout().getBakes());
  }

  /** Other steps need not be watched for another time. */
  private static boolean bakesDiffer(RolloutPlan before, RolloutPlan after) {
    Map<Integer, Long> bakes = new HashMap<>();
    for (int i = 0; i < before.getSteps().size(); i++) {
      bakes.put(before.getSteps().get(i), before.getBakes().get(i));
    }
    for (int i = 0; i < after.getSteps().size(); i++) {
      Long bake = after.getBakes().get(i);
      Long then = bakes.get(after.getSteps().get(i));
      if (then == null ? !before.getBakes().contains(bake) : !then.equals(bake)) {
        return true;
      }
    }
    return false;
  }

  private void approvals(RolloutPlan before, RolloutPlan after) {
    boolean asked = !before.getApproveBefore().isEmpty();
    boolean asks = !after.getApproveBefore().isEmpty();
    if (asked != asks) {
      differences.value("rollout.approve", asked, asks);
    } else if (asks) {
      if (!(isOfFirstStep(before) && isOfFirstStep(after))) {
        differences.value(
            "rollout.approve.before",
            before.getApproveBefore(),
            after.getApproveBefore(),
            PlanWords::list);
      }
      differences.value(
          "rollout.approve.within",
          before.getApproveWithin(),
          after.getApproveWithin(),
          PlanWords::time);
    }
  }

  private static boolean isOfFirstStep(RolloutPlan rollout) {
    return rollout.getApproveBefore().equals(rollout.getSteps().subList(0, 1));
  }

  /** A command that runs once. */
  static void hook(
      Differences differences, String key, Optional<Hook> before, Optional<Hook> after) {
    if (before.isPresent() && after.isPresent()) {
      differences.value(key + ".command", before.get().getCommand(), after.get().getCommand());
      differences.value(
          key + ".within", before.get().getWithin(), after.get().getWithin(), PlanWords::time);
    } else {
      differences.optional(
          key,
          before,
          after,
          hook -> "%s within %s".formatted(hook.getCommand(), PlanWords.time(hook.getWithin())));
    }
  }

  private void volumes(List<Volume> before, List<Volume> after) {
    if (before.size() != after.size()) {
      differences.elements("volumes", before, after, PlanDifferences::words);
      return;
    }
    for (int i = 0; i < before.size(); i++) {
      volume("fileSystem", before.get(i), after.get(i), PlanDifferences::fileSystem);
      volume("path", before.get(i), after.get(i), Volume::getPath);
      volume("directory", before.get(i), after.get(i), Volume::getDirectory);
      volume("readOnly", before.get(i), after.get(i), Volume::getReadOnly);
    }
  }

  private <T> void volume(
      String key, Volume before, Volume after, Function<? super Volume, T> part) {
    differences.value("volumes." + key, part.apply(before), part.apply(after));
  }

  private static String fileSystem(Volume volume) {
    return Optional.ofNullable(volume.getAccessPoint())
        .map(point -> volume.getFileSystem() + " by " + point)
        .orElse(volume.getFileSystem());
  }

  private static String words(Volume volume) {
    return "%s of %s at %s%s"
        .formatted(
            volume.getDirectory(),
            fileSystem(volume),
            volume.getPath(),
            volume.getReadOnly() ? ", read only" : "");
  }
}
