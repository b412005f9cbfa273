package dev.ingot.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.FleetNames;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.events.Commit;
import dev.ingot.events.Registration;
import dev.ingot.operator.Planner.Answer;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Environments;
import dev.ingot.recipe.Kitchen;
import dev.ingot.recipe.SourceCommit;
import dev.ingot.recipe.Sources;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.SettableClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads a repository on disk and a cloud in memory. */
class PlannerTest {
  private static final String YAML =
      """
      service: shop
      image: {base: base, run: ./run}
      rollout: {bake: 1m}
      environments: [production]
      """;

  @TempDir private Path folder;

  private final InMemoryCloud cloud = new InMemoryCloud(SettableClock.atStart());
  private Map<String, Registration> registrations = Map.of();

  @Test
  void readsAndChangesNothing() throws Exception {
    FleetSpec live =
        new FleetSpec(
            FleetNames.of("shop", Events.deployment().getId()),
            "shop",
            Events.deployment().getId(),
            1,
            "ami-before",
            1,
            3,
            6,
            "t3.small",
            "/healthz",
            8080,
            Map.of(),
            Map.of());
    cloud.fleets().ensure(live);
    cloud
        .traffic()
        .shift(
            new Route(
                "shop",
                Map.of(live.name(), 100),
                Optional.of(live.name()),
                Optional.empty(),
                Optional.empty()));
    List<String> before = cloud.changes();

    DeploymentPlan plan = planned(plan("", YAML));

    assertThat(cloud.changes()).isEqualTo(before);
    assertThat(plan.image().id()).isEmpty();
    assertThat(plan.environments().getFirst().live()).contains(live.deploymentId());
    assertThat(plan.environments().getFirst().unknown()).isTrue();
    assertThat(plan.refusals()).isEmpty();
  }

  @Test
  void aFileThatIsWrongIsRefusedAsItWillBe() throws Exception {
    RefusedPlan refused = refused(plan("", YAML.replace("bake: 1m", "bake: 1s")));

    assertThat(refused.text())
        .contains("would be refused")
        .contains("ingot.yaml:3:17: error: bake 1s is too short")
        .contains("| rollout: {bake: 1s}");
    assertThat(PlanJson.of(refused).at("/problems/0/line").asInt()).isEqualTo(3);
    assertThat(PlanCommand.code(new Answer.Refused(refused), true)).isEqualTo(1);
  }

  @Test
  void aBaseImageThatIsNotThereIsRefused() throws Exception {
    assertThat(refused(plan("", YAML.replace("base: base", "base: none"))).refusals())
        .singleElement()
        .asString()
        .contains("none");
  }

  @Test
  void whatThePlatformTeamDoesNotAllowIsRefused() throws Exception {
    String binding = "services: {shop: {repository: /srv/other.git}}\n";

    assertThat(planned(plan(binding, YAML)).refusals())
        .singleElement()
        .asString()
        .startsWith("service 'shop' may be deployed from /srv/other.git only");
  }

  @Test
  void aRepositoryThatIsRegisteredForAnotherServiceIsRefused() throws Exception {
    registrations =
        Map.of(
            "books",
            Registration.newBuilder().setRepository(folder.toString()).setRef(Events.REF).build());

    assertThat(planned(plan("", YAML)).refusals())
        .containsExactly(
            "ingot.yaml names service 'shop', but the repository is registered for 'books'; correct"
                + " one of the two");
  }

  private static DeploymentPlan planned(Answer answer) {
    return ((Answer.Planned) answer).plan();
  }

  private static RefusedPlan refused(Answer answer) {
    return ((Answer.Refused) answer).plan();
  }

  private Answer plan(String more, String yaml) throws Exception {
    Environments environments =
        Environments.parse("environments:\n" + Plans.environment("production", "") + more);
    Files.writeString(folder.resolve("ingot.yaml"), yaml);
    Path gitDir = folder.resolve(".git");
    String id;
    try (Git git = Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call()) {
      git.add().addFilepattern(".").call();
      id =
          git.commit()
              .setSign(false)
              .setAuthor("Ada", "ada@example.org")
              .setMessage("one")
              .call()
              .name();
    }
    Sources sources =
        (commit, in) -> {
          try (Repository repository = SourceCommit.open(gitDir)) {
            return SourceCommit.read(gitDir, repository, ObjectId.fromString(commit.getId()), in);
          }
        };
    CloudsByEnvironment clouds =
        new CloudsByEnvironment(List.of("production"), name -> cloud.reopened());
    Kitchen kitchen =
        new Kitchen(sources, environments, clouds, folder.resolve("archives"), 1 << 20);
    Planner planner =
        new Planner(
            environments,
            clouds,
            sources,
            kitchen,
            registrations,
            (service, environment) -> false,
            service -> LogMemory.empty(),
            Plans.LONGEST);
    return planner.plan(
        Commit.newBuilder().setRepository(folder.toString()).setRef(Events.REF).setId(id).build(),
        "");
  }
}
