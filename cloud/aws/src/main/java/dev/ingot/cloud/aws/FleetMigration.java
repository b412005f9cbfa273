package dev.ingot.cloud.aws;

import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.Migration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.LaunchTemplate;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/**
 * A fleet's migration, or its smoke test: a command on an instance of its own that runs nothing
 * else. That it began and how it ended is noted on the fleet's launch template, which is made
 * before it and deleted last.
 */
final class FleetMigration {
  private static final String BEGUN = "begun";
  private static final String SUCCEEDED = "succeeded";
  private static final String FAILED = "failed: ";
  private static final int LONGEST_TAG_VALUE = 256;

  /** SSM's own patience; the script has the hook's. */
  private static final Duration ROOM = Duration.ofMinutes(5);

  /**
   * What the instance is for; with the tag of the launch template that says how far it is, and the
   * tag of the instance that says which fleet it is of.
   */
  enum Errand {
    MIGRATION("migration", Tags.MIGRATION, Tags.MIGRATES),
    SMOKE("smoke", Tags.SMOKE, Tags.SMOKES);

    private final String word;
    private final String note;
    private final String runner;

    Errand(String word, String note, String runner) {
      this.word = word;
      this.note = note;
      this.runner = runner;
    }
  }

  private final Errand errand;
  private final CloudEnvironment environment;
  private final Ec2Client ec2;
  private final Lazy<BakeBuilders> builders;
  private final InstantSource clock;

  FleetMigration(
      Errand errand, CloudEnvironment environment, AwsClients clients, InstantSource clock) {
    this.errand = errand;
    this.environment = environment;
    this.ec2 = clients.ec2();
    // Most workers look at fleets and never migrate one: they make no client of SSM.
    this.builders = new Lazy<>(() -> new BakeBuilders(environment, clients));
    this.clock = clock;
  }

  /** Looks at it and moves it on by at most one step. */
  Migration look(FleetSpec spec, Migration.Hook hook, LaunchTemplate template, String profile) {
    String noted = Tags.ofEc2(template.tags()).getOrDefault(errand.note, "");
    List<Instance> all = find(spec.name());
    if (noted.equals(SUCCEEDED)) {
      runners().terminate(all);
      return new Migration.Succeeded();
    }
    if (noted.startsWith(FAILED)) {
      return new Migration.Failed(noted.substring(FAILED.length()), log(all));
    }
    Optional<Instance> runner = all.stream().findFirst();
    return switch (MigrationPlan.next(
        new MigrationPlan.Observed(
            noted.equals(BEGUN),
            runner.map(one -> runners().observe(one)),
            all.size(),
            clock.instant()))) {
      case MigrationPlan.Step.Wait wait -> new Migration.Running(wait.phase());
      case MigrationPlan.Step.Launch launch -> {
        launch(spec, all.size() + 1, profile);
        yield new Migration.Running("starting an instance for it");
      }
      case MigrationPlan.Step.Begin begin -> {
        begin(hook, template, runner.orElseThrow());
        yield new Migration.Running(MigrationPlan.RUNNING);
      }
      case MigrationPlan.Step.Replace replace -> {
        runners().terminate(all);
        yield new Migration.Running("replacing an instance that did not come online");
      }
      case MigrationPlan.Step.Succeed succeed -> {
        // The note first: after a crash in between it is not run again.
        note(template, SUCCEEDED);
        runners().terminate(all);
        yield new Migration.Succeeded();
      }
      case MigrationPlan.Step.FailWithItsWords words ->
          fail(template, all, reason(hook, runner.orElseThrow()));
      case MigrationPlan.Step.Fail fail -> fail(template, all, fail.reason());
    };
  }

  private BakeBuilders runners() {
    return builders.get();
  }

  /** Ends what may still run of it. */
  void end(String fleet) {
    runners().terminate(find(fleet));
  }

  private Migration fail(LaunchTemplate template, List<Instance> all, String reason) {
    // The runner stays until the fleet is retired: a look after a crash has the same log to tell.
    note(template, FAILED + reason);
    return new Migration.Failed(reason, log(all));
  }

  private String reason(Migration.Hook hook, Instance runner) {
    int exitCode =
        command(runner)
            .map(id -> runners().commands().look(id, runner.instanceId()).exitCode())
            .orElse(-1);
    return exitCode == MigrationScript.TIMED_OUT
        ? "it did not end within %s".formatted(text(hook.within()))
        : "it ended with exit code %d".formatted(exitCode);
  }

  private String log(List<Instance> all) {
    return all.stream()
        .flatMap(
            instance ->
                command(instance)
                    .map(id -> runners().commands().look(id, instance.instanceId()).log())
                    .stream())
        .findFirst()
        .orElse("");
  }

  private static Optional<String> command(Instance runner) {
    return Optional.ofNullable(BakeBuilders.tags(runner).get(Tags.COMMAND));
  }

  private void begin(Migration.Hook hook, LaunchTemplate template, Instance runner) {
    note(template, BEGUN);
    // Sent again after a crash right here, it waits for its first run and says the same.
    String command =
        runners()
            .commands()
            .send(
                runner.instanceId(),
                MigrationScript.of(hook),
                hook.within().plus(ROOM),
                "Ingot runs a command of the service: " + errand.word);
    runners().noteCommand(runner, command);
  }

  private void note(LaunchTemplate template, String value) {
    String cut = value.substring(0, Math.min(LONGEST_TAG_VALUE, value.length()));
    ec2.createTags(
        r -> r.resources(template.launchTemplateId()).tags(Tags.ec2(Map.of(errand.note, cut))));
  }

  /** Newest first; terminated ones are known for about an hour. */
  private List<Instance> find(String fleet) {
    return ec2
        .describeInstancesPaginator(r -> r.filters(Filters.tag(errand.runner, fleet)))
        .stream()
        .flatMap(page -> page.reservations().stream())
        .flatMap(reservation -> reservation.instances().stream())
        .filter(instance -> fleet.equals(BakeBuilders.tags(instance).get(errand.runner)))
        .sorted(Comparator.comparing(Instance::launchTime).reversed())
        .toList();
  }

  private void launch(FleetSpec spec, int attempt, String profile) {
    String subnet = environment.subnets().get((attempt - 1) % environment.subnets().size());
    Map<String, String> tags = new HashMap<>();
    tags.put(Tags.SERVICE, spec.service());
    tags.put(Tags.ENVIRONMENT, environment.name());
    tags.put(Tags.DEPLOYMENT, spec.deploymentId());
    tags.put(errand.runner, spec.name());
    tags.put(Tags.ATTEMPT, Integer.toString(attempt));
    tags.put("Name", "ingot-%s-%s".formatted(errand.word, spec.service()));
    String token =
        UUID.nameUUIDFromBytes(
                String.join(
                        "|",
                        errand == Errand.MIGRATION ? "migrate" : "smoke",
                        spec.name(),
                        Integer.toString(attempt),
                        subnet)
                    .getBytes(StandardCharsets.UTF_8))
            .toString();
    String userData =
        Base64.getEncoder()
            .encodeToString(
                UserData.forCommands(spec, environment.region()).getBytes(StandardCharsets.UTF_8));
    RunInstancesRequest.Builder run =
        RunInstancesRequest.builder()
            .imageId(spec.imageId())
            .instanceType(spec.instanceType())
            .minCount(1)
            .maxCount(1)
            .clientToken(token)
            .subnetId(subnet)
            .userData(userData)
            .metadataOptions(m -> m.httpTokens("required"))
            .tagSpecifications(
                TagSpecification.builder()
                    .resourceType(ResourceType.INSTANCE)
                    .tags(Tags.ec2(tags))
                    .build());
    if (!environment.securityGroups().isEmpty()) {
      run.securityGroupIds(environment.securityGroups());
    }
    if (!profile.isEmpty()) {
      run.iamInstanceProfile(i -> i.name(profile));
    }
    ec2.runInstances(run.build());
  }

  private static String text(Duration duration) {
    return duration.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
  }
}
