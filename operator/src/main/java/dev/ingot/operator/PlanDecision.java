package dev.ingot.operator;

import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.Match;
import dev.ingot.cloud.Usage;
import dev.ingot.events.BakeInputs;
import dev.ingot.events.Cause;
import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.FleetPlan;
import dev.ingot.events.HeadSeen;
import dev.ingot.events.ImageReady;
import dev.ingot.events.RolloutPlan;
import dev.ingot.operator.DeploymentPlan.ImageOutlook;
import dev.ingot.operator.DeploymentPlan.Outlook;
import dev.ingot.operator.DeploymentPlan.Push;
import dev.ingot.operator.DeploymentPlan.Step;
import dev.ingot.operator.LiveWorld.LiveFleet;
import dev.ingot.operator.LiveWorld.Place;
import dev.ingot.pipeline.Environments;
import dev.ingot.pipeline.FreshBaseline;
import dev.ingot.pipeline.Lookback;
import dev.ingot.pipeline.RolloutTime;
import dev.ingot.pipeline.Room;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What would come of deploying a commit: what it asks for, held against what there is. Pure. */
final class PlanDecision {
  private final Environments environments;
  private final Wanted wanted;
  private final LiveWorld world;

  private PlanDecision(Environments environments, Wanted wanted, LiveWorld world) {
    this.environments = environments;
    this.wanted = wanted;
    this.world = world;
  }

  static DeploymentPlan of(Environments environments, Wanted wanted, LiveWorld world) {
    return new PlanDecision(environments, wanted, world).plan();
  }

  private DeploymentPlan plan() {
    List<Outlook> outlooks = new ArrayList<>();
    List<SharedUsage.Earlier> earlier = new ArrayList<>();
    for (EnvironmentPlan plan : wanted.plans()) {
      outlooks.add(outlook(plan, earlier));
    }
    List<String> refusals = new ArrayList<>(wanted.refusals());
    for (EnvironmentPlan plan : wanted.plans()) {
      routeOfAnother(plan).ifPresent(refusals::add);
      boolean first = world.at(plan.getEnvironment()).live().isEmpty();
      RolloutTime.refusal(plan, first, true, wanted.longest())
          .map(why -> "%s: %s".formatted(plan.getEnvironment(), why))
          .ifPresent(refusals::add);
    }
    for (Outlook outlook : outlooks) {
      outlook.shortages().stream()
          .map(shortage -> "%s: %s".formatted(outlook.environment(), shortage))
          .forEach(refusals::add);
    }
    return new DeploymentPlan(
        wanted.target(), push(), image(), order(), outlooks, left(), refusals, world.lastBake());
  }

  /** As the listener decides about a head that it sees. */
  private Push push() {
    if (world.registration().isEmpty()) {
      return Push.UNREGISTERED;
    }
    String folder = wanted.target().folder();
    Optional<HeadSeen> seen = world.head().filter(head -> head.getPath().equals(folder));
    if (seen.filter(head -> head.getCommitId().equals(wanted.target().commit())).isPresent()) {
      return Push.SEEN;
    }
    return !folder.isEmpty()
            && seen.filter(head -> wanted.inputs().getTree().equals(head.getTree())).isPresent()
        ? Push.ELSEWHERE
        : Push.DEPLOYS;
  }

  // --- the image ---

  private ImageOutlook image() {
    Optional<BakeInputs> before = firstLive().flatMap(LiveFleet::image).map(ImageReady::getInputs);
    BakeInputs after = wanted.inputs();
    return new ImageOutlook(
        wanted.imageId(),
        wanted.bakeKey(),
        before.map(inputs -> inputs(inputs, after)).orElse(List.of()),
        before.filter(inputs -> !inputs.getTree().equals(after.getTree())).isPresent(),
        world.files(),
        firstLive().isPresent() && before.isEmpty());
  }

  private static List<Change> inputs(BakeInputs before, BakeInputs after) {
    Differences differences = new Differences();
    differences.value("image.base", before.getBaseImageId(), after.getBaseImageId());
    differences.optional(
        "image.build",
        Optional.ofNullable(before.getBuild()),
        Optional.ofNullable(after.getBuild()));
    differences.value("image.run", before.getRun(), after.getRun());
    differences.value("fleet.port", before.getPort(), after.getPort());
    differences.value(
        "Ingot's bake script", before.getScriptVersion(), after.getScriptVersion(), v -> "v" + v);
    return differences.found();
  }

  /** The one whose image a commit's is compared with. */
  private Optional<LiveFleet> firstLive() {
    return wanted.plans().stream()
        .flatMap(plan -> world.at(plan.getEnvironment()).live().stream())
        .findFirst();
  }

  // --- the environments ---

  /** The last commit's file tells the order that was; what follows an image is all that is kept. */
  private Optional<Change> order() {
    Optional<ImageReady> last =
        world.environments().values().stream()
            .flatMap(place -> place.live().stream())
            .flatMap(live -> live.image().stream())
            .filter(image -> image.getDeployment().getCause() == Cause.COMMIT)
            .max(Comparator.comparingLong(image -> image.getDeployment().getGeneration()));
    if (last.isEmpty()) {
      return Optional.empty();
    }
    List<String> before =
        Stream.concat(Stream.of(last.get().getPlan()), last.get().getFollowing().stream())
            .map(EnvironmentPlan::getEnvironment)
            .toList();
    List<String> after = wanted.plans().stream().map(EnvironmentPlan::getEnvironment).toList();
    return before.equals(after)
        ? Optional.empty()
        : Optional.of(Change.of("environments", PlanWords.list(before), PlanWords.list(after)));
  }

  private List<String> left() {
    List<String> named = wanted.plans().stream().map(EnvironmentPlan::getEnvironment).toList();
    return world.environments().entrySet().stream()
        .filter(place -> place.getValue().live().isPresent())
        .map(place -> place.getKey())
        .filter(name -> !named.contains(name))
        .toList();
  }

  private Outlook outlook(EnvironmentPlan plan, List<SharedUsage.Earlier> earlier) {
    Place place = world.at(plan.getEnvironment());
    Optional<LiveFleet> live = place.live();
    Optional<EnvironmentPlan> before = live.flatMap(LiveFleet::image).map(ImageReady::getPlan);
    int size = size(plan.getFleet(), live);
    int baseline =
        FreshBaseline.isMade(plan, live.isPresent(), Cause.COMMIT)
            ? FreshBaseline.size(plan.getRollout(), size)
            : 0;
    List<Step> steps = steps(plan.getRollout(), live.isEmpty());
    return new Outlook(
        plan.getEnvironment(),
        live.map(LiveFleet::deployment),
        live.filter(fleet -> !isOfWantedImage(fleet)).isPresent(),
        live.isPresent() && before.isEmpty(),
        before
            .map(was -> PlanDifferences.between(was, plan, environments, wanted.target().service()))
            .orElse(List.of()),
        size,
        baseline,
        steps,
        plan.getVerify().getJudges(),
        steps.stream().map(Step::bake).reduce(Duration.ZERO, Duration::plus),
        shortages(
            plan.getEnvironment(), place.room(), place.room().needed(size, baseline), earlier),
        notes(place, plan, before));
  }

  /** Of the quotas, with what the environments before it will have taken; it is added to those. */
  private List<Room.Shortage> shortages(
      String name, Room room, Usage needed, List<SharedUsage.Earlier> earlier) {
    Optional<CloudEnvironment> environment = environments.find(name);
    Usage first =
        environment.map(here -> SharedUsage.in(here, earlier)).orElse(new Usage(0, 0, 0, 0));
    environment.ifPresent(here -> earlier.add(new SharedUsage.Earlier(here, needed)));
    return room.shortages(needed.plus(first));
  }

  private boolean isOfWantedImage(LiveFleet live) {
    return live.image()
        .map(image -> image.getImage().getBakeKey().equals(wanted.bakeKey()))
        .orElseGet(() -> wanted.imageId().filter(live.imageId()::equals).isPresent());
  }

  /** As the provisioner makes it: as large as the live one is now. */
  private static int size(FleetPlan plan, Optional<LiveFleet> live) {
    return Math.clamp(
        live.map(LiveFleet::desired).orElse(plan.getMinInstances()),
        plan.getMinInstances(),
        plan.getMaxInstances());
  }

  /** A first deployment goes straight to the last step: nobody is there to take the rest. */
  private static List<Step> steps(RolloutPlan rollout, boolean first) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < rollout.getSteps().size(); i++) {
      int weight = rollout.getSteps().get(i);
      steps.add(
          new Step(
              weight,
              Duration.ofMillis(rollout.getBakes().get(i)),
              rollout.getApproveBefore().contains(weight)));
    }
    if (!first) {
      return steps;
    }
    Step last = steps.getLast();
    return List.of(new Step(last.weight(), last.bake(), steps.stream().anyMatch(Step::approval)));
  }

  private List<String> notes(Place place, EnvironmentPlan plan, Optional<EnvironmentPlan> before) {
    List<String> notes = new ArrayList<>();
    place
        .trial()
        .ifPresent(trial -> notes.add(trial + " is under way, and this one waits for its end"));
    if (place.frozen()) {
      notes.add("frozen: nothing is begun until the freeze ends");
    }
    if (before.isPresent() && place.live().isPresent()) {
      drift(place.live().get(), before.get().getFleet()).ifPresent(notes::add);
    }
    if (FreshBaseline.isAskedFor(plan) && place.live().isEmpty()) {
      notes.add("no fresh baseline: there is no live fleet to make it after");
    }
    if (plan.getMigrate() != null) {
      notes.add("hooks.migrate runs before any traffic");
    }
    if (place.live().isPresent()) {
      environments
          .find(plan.getEnvironment())
          .ifPresent(here -> notes.addAll(Lookback.notes(plan, here.tick())));
    }
    return notes;
  }

  private static Optional<String> drift(LiveFleet live, FleetPlan made) {
    boolean same =
        live.max() == made.getMaxInstances()
            && (live.pinned() || live.min() == made.getMinInstances());
    return same
        ? Optional.empty()
        : Optional.of(
            "the live group was changed by hand: it has %d to %d instances, its ingot.yaml said %d to %d"
                .formatted(live.min(), live.max(), made.getMinInstances(), made.getMaxInstances()));
  }

  /** Two services cannot share a route; the traffic-shifter would find out when all is made. */
  private Optional<String> routeOfAnother(EnvironmentPlan plan) {
    String environment = plan.getEnvironment();
    Match match =
        Optional.ofNullable(plan.getRoute())
            .map(route -> new Match(route.getHost(), route.getPath()))
            .orElseGet(
                () -> Match.all(environments.get(environment).host(wanted.target().service())));
    return world.at(environment).others().entrySet().stream()
        .filter(other -> other.getValue().equals(match))
        .findFirst()
        .map(
            other ->
                "%s: %s%s is the route of service '%s'; choose another in ingot.yaml"
                    .formatted(environment, match.host(), match.path(), other.getKey()));
  }
}
