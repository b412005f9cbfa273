package dev.ingot.operator;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.ImageBaker.BakedImage;
import dev.ingot.cloud.Match;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.events.Commit;
import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.ImageReady;
import dev.ingot.events.Registration;
import dev.ingot.git.RepositoryName;
import dev.ingot.operator.LiveWorld.Files;
import dev.ingot.operator.LiveWorld.LiveFleet;
import dev.ingot.operator.LiveWorld.Place;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Environments;
import dev.ingot.pipeline.PipelineFile;
import dev.ingot.pipeline.PipelineFileException;
import dev.ingot.pipeline.Policy.Quotas;
import dev.ingot.pipeline.Room;
import dev.ingot.recipe.Kitchen;
import dev.ingot.recipe.Recipe;
import dev.ingot.recipe.SourceCommit;
import dev.ingot.recipe.SourceRefusedException;
import dev.ingot.recipe.Sources;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Reads what a plan is made of: the commit, the clouds, the log. Changes nothing anywhere. */
final class Planner {
  private static final int MOST_FILES = 8;

  private final Environments environments;
  private final CloudsByEnvironment clouds;
  private final Sources sources;
  private final Kitchen kitchen;
  private final Map<String, Registration> registrations;
  private final BiPredicate<String, String> frozen;
  private final Function<String, LogMemory> memories;
  private final Duration longest;

  /** What came of it. */
  sealed interface Answer {
    record Planned(DeploymentPlan plan) implements Answer {}

    record Refused(RefusedPlan plan) implements Answer {}
  }

  /**
   * @param registrations service to where it comes from
   * @param frozen whether nothing may be begun for a service in an environment
   * @param memories service to what the log remembers of it
   * @param longest time that a deployment may be in hand
   */
  Planner(
      Environments environments,
      CloudsByEnvironment clouds,
      Sources sources,
      Kitchen kitchen,
      Map<String, Registration> registrations,
      BiPredicate<String, String> frozen,
      Function<String, LogMemory> memories,
      Duration longest) {
    this.environments = environments;
    this.clouds = clouds;
    this.sources = sources;
    this.kitchen = kitchen;
    this.registrations = registrations;
    this.frozen = frozen;
    this.memories = memories;
    this.longest = longest;
  }

  /**
   * Plans a commit.
   *
   * @param folder the service's in its repository, in its normal form
   * @throws IOException when the repository does not answer
   * @throws CloudException when a cloud does not
   */
  Answer plan(Commit commit, String folder) throws IOException {
    PlanTarget target =
        new PlanTarget("", commit.getRepository(), commit.getRef(), commit.getId(), folder, "");
    String yaml = "";
    try {
      SourceCommit source = sources.get(commit, folder);
      target = about(target, "", source);
      yaml = Kitchen.text(source);
      PipelineFile file = kitchen.read(source);
      target = about(target, file.service(), source);
      Recipe recipe = kitchen.recipe(source, file, "plan");
      Wanted wanted = wanted(target, recipe);
      return new Answer.Planned(PlanDecision.of(environments, wanted, world(wanted, source)));
    } catch (PipelineFileException e) {
      return new Answer.Refused(RefusedPlan.of(target, yaml, e));
    } catch (SourceRefusedException | CloudException.Invalid e) {
      return new Answer.Refused(RefusedPlan.of(target, String.valueOf(e.getMessage())));
    }
  }

  private static PlanTarget about(PlanTarget target, String service, SourceCommit source) {
    return new PlanTarget(
        service,
        target.repository(),
        target.ref(),
        target.commit(),
        target.folder(),
        source.subject());
  }

  private Wanted wanted(PlanTarget target, Recipe recipe) {
    List<String> refusals = new ArrayList<>();
    environments
        .refusal(target.service(), target.repository(), target.folder())
        .ifPresent(refusals::add);
    registrations.forEach(
        (service, registration) -> {
          boolean same =
              RepositoryName.normal(registration.getRepository())
                      .equals(RepositoryName.normal(target.repository()))
                  && registration.getRef().equals(target.ref())
                  && Registrations.folder(environments, service, registration)
                      .equals(target.folder());
          if (same) {
            Kitchen.refusal(recipe.file(), service).ifPresent(refusals::add);
          }
        });
    return new Wanted(
        target,
        recipe.bakeKey(),
        recipe.inputs(),
        clouds
            .get(recipe.first().getEnvironment())
            .images()
            .find(recipe.bakeKey())
            .map(BakedImage::id),
        recipe.file().plans(),
        refusals,
        longest);
  }

  private LiveWorld world(Wanted wanted, SourceCommit source) {
    String service = wanted.target().service();
    LogMemory memory = memories.apply(service);
    Map<String, Place> places = new LinkedHashMap<>();
    for (String name : clouds.names()) {
      places.put(name, place(name, service, memory));
    }
    Optional<ImageReady> before =
        wanted.plans().stream()
            .map(EnvironmentPlan::getEnvironment)
            .flatMap(name -> places.getOrDefault(name, Place.EMPTY).live().stream())
            .findFirst()
            .flatMap(LiveFleet::image);
    return new LiveWorld(
        places,
        Optional.ofNullable(registrations.get(service)),
        memory.head(),
        memory.lastBake(),
        before.flatMap(image -> files(image, wanted.target(), source)));
  }

  private Place place(String environment, String service, LogMemory memory) {
    Cloud cloud = clouds.get(environment);
    Optional<Route> route = cloud.traffic().current(service);
    Optional<LiveFleet> live =
        route
            .flatMap(Route::live)
            .flatMap(fleet -> cloud.fleets().find(fleet))
            .map(fleet -> live(fleet, memory));
    Quotas quotas = environments.policy(environment).quotas();
    Room room =
        quotas.equals(Quotas.UNKNOWN)
            ? Room.UNBOUNDED
            : new Room(quotas, cloud.fleets().usage(), route.isPresent());
    return new Place(
        live,
        route.flatMap(rule -> rule.candidate().map(it -> trial(rule, it))),
        room,
        frozen.test(service, environment),
        others(cloud, environment, service));
  }

  private static LiveFleet live(FleetState fleet, LogMemory memory) {
    return new LiveFleet(
        fleet.deploymentId(),
        fleet.imageId(),
        fleet.min(),
        fleet.desired(),
        fleet.max(),
        fleet.pinned(),
        memory.image(fleet.deploymentId()));
  }

  private static String trial(Route route, String candidate) {
    return "%s, with %d%% of the traffic,".formatted(candidate, route.weightOf(candidate));
  }

  private Map<String, Match> others(Cloud cloud, String environment, String service) {
    Map<String, Match> others = new TreeMap<>();
    for (Route route : cloud.traffic().routes()) {
      if (!route.service().equals(service)) {
        others.put(
            route.service(),
            route
                .match()
                .orElseGet(() -> Match.all(environments.get(environment).host(route.service()))));
      }
    }
    return others;
  }

  /** Nobody needs them; so what hinders is no reason to plan nothing. */
  private Optional<Files> files(ImageReady before, PlanTarget target, SourceCommit source) {
    if (before.getInputs() == null || before.getInputs().getTree().equals(source.tree())) {
      return Optional.empty();
    }
    try {
      Commit commit =
          Commit.newBuilder(before.getDeployment().getCommit())
              .setRepository(target.repository())
              .build();
      SourceCommit old = sources.get(commit, target.folder());
      List<String> named = source.changedSince(old, MOST_FILES + 1);
      return old.tree().equals(before.getInputs().getTree())
          ? Optional.of(
              new Files(
                  named.subList(0, Math.min(named.size(), MOST_FILES)), named.size() > MOST_FILES))
          : Optional.empty();
    } catch (IOException | SourceRefusedException e) {
      return Optional.empty();
    }
  }
}
