package dev.ingot.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.Match;
import dev.ingot.cloud.Usage;
import dev.ingot.events.BakeInputs;
import dev.ingot.events.HeadSeen;
import dev.ingot.events.ImageReady;
import dev.ingot.operator.DeploymentPlan.Outlook;
import dev.ingot.operator.DeploymentPlan.Push;
import dev.ingot.operator.DeploymentPlan.Step;
import dev.ingot.operator.LiveWorld.Files;
import dev.ingot.operator.LiveWorld.LiveFleet;
import dev.ingot.operator.LiveWorld.Place;
import dev.ingot.operator.Planner.Answer;
import dev.ingot.pipeline.PipelineFile;
import dev.ingot.pipeline.Policy.Quotas;
import dev.ingot.pipeline.Room;
import dev.ingot.stage.testkit.Events;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanDecisionTest {
  private static final String YAML =
      """
      service: shop
      image: {base: debian-12, run: ./run}
      fleet: {instances: {min: 2, max: 4}}
      rollout: {steps: [5, 100], bake: 20m, approve: true}
      environments: [staging, production]
      """;

  private final PipelineFile file = Plans.file(YAML);
  private final Wanted wanted = Plans.wanted(file);
  private final LiveWorld world = Plans.live(file);

  private static DeploymentPlan plan(Wanted wanted, LiveWorld world) {
    return PlanDecision.of(Plans.ENVIRONMENTS, wanted, world);
  }

  private static int code(DeploymentPlan plan, boolean detailed) {
    return PlanCommand.code(new Answer.Planned(plan), detailed);
  }

  @Test
  void saysNothingOfACommitThatIsLive() {
    DeploymentPlan plan = plan(wanted, world);

    assertThat(plan.nothing()).isTrue();
    assertThat(List.of(code(plan, false), code(plan, true))).containsExactly(0, 0);
    assertThat(PlanText.of(plan))
        .isEqualToNormalizingNewlines(
            """
            shop at %s "Sell more" (%s of %s)
            Nothing to do: it is live in staging and production.
            """
                .formatted(Events.COMMIT_ID.substring(0, 8), Events.REF, Events.REPOSITORY));
  }

  @ParameterizedTest(name = "head seen {0} in {1}, tree {2}; commit in {3}: {4}")
  @CsvSource({
    "same, '', '', '', SEEN",
    "other, '', '', '', DEPLOYS",
    "same, a, '', b, DEPLOYS",
    "other, a, same, a, ELSEWHERE",
    "other, a, other, a, DEPLOYS",
    "none, '', '', '', DEPLOYS",
    "unregistered, '', '', '', UNREGISTERED",
  })
  void knowsWhatThePushOfACommitDoes(
      String seen, String seenIn, String tree, String folder, Push push) {
    HeadSeen head =
        Events.headSeen()
            .setCommitId(seen.equals("same") ? Events.COMMIT_ID : "f".repeat(40))
            .setPath(seenIn)
            .setTree(tree.equals("same") ? wanted.inputs().getTree() : "0".repeat(40))
            .build();
    LiveWorld there =
        new LiveWorld(
            world.environments(),
            seen.equals("unregistered") ? Optional.empty() : world.registration(),
            seen.equals("none") ? Optional.empty() : Optional.of(head),
            Optional.empty(),
            Optional.empty());
    Wanted its =
        new Wanted(
            Plans.target(folder),
            wanted.bakeKey(),
            wanted.inputs(),
            wanted.imageId(),
            wanted.plans(),
            List.of(),
            Plans.LONGEST);

    assertThat(plan(its, there).push()).isEqualTo(push);
    assertThat(plan(its, there).nothing()).isEqualTo(push != Push.DEPLOYS);
  }

  @Test
  void refusesWhatTakesLongerThanADeploymentMayBeInHand() {
    Wanted hasty =
        new Wanted(
            wanted.target(),
            wanted.bakeKey(),
            wanted.inputs(),
            wanted.imageId(),
            wanted.plans(),
            List.of(),
            Duration.ofSeconds(1));

    DeploymentPlan plan = plan(hasty, world);

    assertThat(plan.refusals())
        .isNotEmpty()
        .allMatch(why -> why.contains("more than the 1s of ingot.provisioner.longest"));
    assertThat(code(plan, true)).isEqualTo(1);
  }

  @Test
  void saysWhatTheBakeIsForAndWhichFilesDiffer() {
    BakeInputs other = BakeInputs.newBuilder(wanted.inputs()).setTree("2".repeat(40)).build();
    Wanted baked =
        new Wanted(
            wanted.target(),
            "another key",
            other,
            Optional.empty(),
            wanted.plans(),
            List.of(),
            Plans.LONGEST);
    LiveWorld there =
        new LiveWorld(
            world.environments(),
            world.registration(),
            Optional.empty(),
            Optional.of(Duration.ofMinutes(4)),
            Optional.of(new Files(List.of("ingot.yaml", "src/App.java"), true)));

    DeploymentPlan plan = plan(baked, there);

    assertThat(plan.environments()).allMatch(Outlook::newImage);
    assertThat(List.of(code(plan, false), code(plan, true))).containsExactly(0, 2);
    assertThat(PlanText.of(plan))
        .contains("image: to be baked")
        .contains("  ~ source: ingot.yaml, src/App.java and more")
        .contains("production: another image; live is shop-production-")
        .contains("a fleet of 2, then 5% for 20m once approved, 100% for 20m; judge health")
        .contains(
            "Takes at least 1h20m of steps, and the bake (the last one took 4m); until instances are"
                + " healthy, and until 2 steps are approved, comes on top.");
  }

  @Test
  void aFirstDeploymentGoesStraightToItsLastStep() {
    LiveWorld empty =
        new LiveWorld(
            Map.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    DeploymentPlan plan = plan(wanted, empty);

    assertThat(plan.environments())
        .allSatisfy(
            outlook ->
                assertThat(outlook.steps())
                    .containsExactly(new Step(100, Duration.ofMinutes(20), true)));
    assertThat(plan.atLeast()).isEqualTo(Duration.ofMinutes(40));
    assertThat(PlanText.of(plan)).contains("production: first deployment");
  }

  @Test
  void anEnvironmentInTheMiddleIsADeploymentOfItsOwnAndTheOthersStayAsTheyAre() {
    Wanted three = Plans.wanted(Plans.file(YAML.replace("staging, ", "staging, canary, ")));

    DeploymentPlan plan = plan(three, world);

    assertThat(plan.order())
        .contains(Change.of("environments", "staging, production", "staging, canary, production"));
    assertThat(plan.environments())
        .extracting(Outlook::environment)
        .containsExactly("staging", "canary", "production");
    assertThat(plan.environments())
        .extracting(Outlook::differs)
        .containsExactly(false, true, false);
    assertThat(plan.left()).isEmpty();
  }

  @Test
  void anEnvironmentThatTheFileDoesNotNameAnyMoreIsLeftAlone() {
    Wanted two = Plans.wanted(file);
    LiveWorld three = Plans.live(Plans.file(YAML.replace("staging, ", "staging, canary, ")));

    DeploymentPlan plan = plan(two, three);

    assertThat(plan.left()).containsExactly("canary");
    assertThat(plan.environments()).noneMatch(Outlook::differs);
    assertThat(PlanText.of(plan))
        .contains(
            "canary is not in its ingot.yaml: what is live there goes on, and is left alone.");
  }

  @Test
  void aQuotaThatWouldBeExceededIsNamedAndRefused() {
    OptionalInt none = OptionalInt.empty();
    Room full =
        new Room(new Quotas(OptionalInt.of(5), none, none, none), new Usage(4, 2, 2, 3), true);
    Place place = world.at("production");
    LiveWorld there =
        Plans.with(
            world,
            "production",
            new Place(place.live(), place.trial(), full, place.frozen(), place.others()));

    DeploymentPlan plan = plan(wanted, there);

    assertThat(plan.refusals())
        .containsExactly(
            "production: quotas.instances allows 5, of which 4 are taken, and 2 more are needed");
    assertThat(List.of(code(plan, false), code(plan, true))).containsExactly(1, 1);
    assertThat(PlanText.of(plan)).contains("It would fail:").contains("  ! production: quotas.");
  }

  @Test
  void environmentsInSequenceShareTheQuotasOfTheirAccount() {
    OptionalInt none = OptionalInt.empty();
    Room room =
        new Room(new Quotas(none, OptionalInt.of(4), none, none), new Usage(4, 3, 2, 3), true);
    LiveWorld there = world;
    for (String name : List.of("staging", "production")) {
      Place place = world.at(name);
      there =
          Plans.with(
              there,
              name,
              new Place(place.live(), place.trial(), room, place.frozen(), place.others()));
    }

    DeploymentPlan plan = plan(wanted, there);

    // Each by itself would fit.
    assertThat(plan.refusals())
        .containsExactly(
            "production: quotas.groups allows 4, of which 3 are taken, and 2 more are needed");
  }

  @Test
  void aFreshBaselineIsPlannedBesideALiveFleetAndCountedWithIt() {
    Wanted fresh =
        Plans.wanted(
            Plans.file(
                YAML.replace("min: 2, max: 4", "min: 4, max: 4") + "verify: {baseline: fresh}\n"));
    OptionalInt none = OptionalInt.empty();
    Place place = world.at("production");
    LiveWorld there =
        Plans.with(
            world,
            "production",
            new Place(
                place.live(),
                place.trial(),
                new Room(
                    new Quotas(OptionalInt.of(9), none, none, none), new Usage(4, 2, 2, 3), true),
                place.frozen(),
                place.others()));
    LiveWorld empty =
        new LiveWorld(
            Map.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    DeploymentPlan plan = plan(fresh, there);

    assertThat(plan.refusals())
        .containsExactly(
            "production: quotas.instances allows 9, of which 4 are taken, and 6 more are needed");
    assertThat(PlanText.of(plan)).contains("a fleet of 4 and a fresh baseline of 2, then 5%");
    assertThat(PlanJson.of(plan).at("/environments/1/baseline").asInt()).isEqualTo(2);
    assertThat(PlanText.of(plan(fresh, empty)))
        .doesNotContain("and a fresh baseline")
        .contains("note: no fresh baseline: there is no live fleet to make it after");
  }

  @Test
  void theRouteOfAnotherServiceIsRefused() {
    Place place = world.at("production");
    LiveWorld there =
        Plans.with(
            world,
            "production",
            new Place(
                place.live(),
                place.trial(),
                place.room(),
                false,
                Map.of("rival", Match.all("shop.production.test"))));

    assertThat(plan(wanted, there).refusals())
        .containsExactly(
            "production: shop.production.test/ is the route of service 'rival'; choose another in ingot.yaml");
  }

  @Test
  void whatTheLogHasForgottenIsSaidAndNotGuessed() {
    LiveFleet known = world.at("production").live().orElseThrow();
    LiveFleet unknown =
        new LiveFleet(known.deployment(), "ami-old", 2, 2, 4, false, Optional.empty());
    LiveWorld there =
        Plans.with(
            world,
            "production",
            new Place(Optional.of(unknown), Optional.empty(), Room.UNBOUNDED, false, Map.of()));

    DeploymentPlan plan = plan(wanted, there);

    assertThat(plan.nothing()).isFalse();
    assertThat(PlanText.of(plan)).contains("not in the log any more: nothing to compare with");
  }

  @Test
  void notesWhatIsUnderWayFrozenOrChangedByHand() {
    LiveFleet live = world.at("staging").live().orElseThrow();
    ImageReady image = live.image().orElseThrow();
    Place place =
        new Place(
            Optional.of(
                new LiveFleet(
                    live.deployment(), live.imageId(), 2, 3, 9, true, Optional.of(image))),
            Optional.of("ig-shop-next, with 5% of the traffic,"),
            Room.UNBOUNDED,
            true,
            Map.of());

    Outlook outlook = plan(wanted, Plans.with(world, "staging", place)).environments().getFirst();

    assertThat(outlook.size()).isEqualTo(3);
    assertThat(outlook.notes())
        .containsExactly(
            "ig-shop-next, with 5% of the traffic, is under way, and this one waits for its end",
            "frozen: nothing is begun until the freeze ends",
            "the live group was changed by hand: it has 2 to 9 instances, its ingot.yaml said 2 to 4");
  }

  @Test
  void notesWhatTheStepToAHundredIsNotComparedWith() {
    PipelineFile brief = Plans.file(YAML.replace("bake: 20m", "bake: [20m, 5s]"));

    assertThat(plan(Plans.wanted(brief), world).environments().getFirst().notes())
        .containsExactly(
            "at 100% errors: no comparison with the live fleet as it was before the shift, since"
                + " its bake of 5s is too short: with the load balancer it takes 11s");
  }

  @Test
  void programsReadTheSame() {
    DeploymentPlan plan = plan(Plans.wanted(Plans.file(YAML.replace("max: 4", "max: 5"))), world);

    assertThat(PlanJson.of(plan).at("/environments/1/changes"))
        .isEqualTo(
            Texts.object()
                .arrayNode()
                .add(
                    Texts.object()
                        .put("key", "fleet.instances.max")
                        .put("before", "4")
                        .put("after", "5")));
    assertThat(PlanJson.of(plan).path("nothing").asBoolean()).isFalse();
    assertThat(PlanJson.of(plan).path("atLeast").asLong())
        .isEqualTo(Duration.ofMinutes(80).toMillis());
  }
}
