package dev.ingot.cloud.aws;

import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.ImageBaker.BakeRequest;
import dev.ingot.cloud.aws.BakePlan.BuilderSeen;
import dev.ingot.cloud.aws.BakePlan.BuilderStatus;
import dev.ingot.cloud.aws.BakePlan.CommandStatus;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Builder instances by their bake key. */
final class BakeBuilders {
  private static final int LONGEST_TAG_VALUE = 256;

  private final CloudEnvironment environment;
  private final Ec2Client ec2;
  private final BakeCommands commands;

  BakeBuilders(CloudEnvironment environment, AwsClients clients) {
    this.environment = environment;
    this.ec2 = clients.ec2();
    this.commands = new BakeCommands(clients.ssm());
  }

  BakeCommands commands() {
    return commands;
  }

  /** All that EC2 still knows of, newest first; terminated ones are known for about an hour. */
  List<Instance> find(String bakeKey) {
    return ec2
        .describeInstancesPaginator(r -> r.filters(Filters.tag(Tags.BAKE_KEY, bakeKey)))
        .stream()
        .flatMap(page -> page.reservations().stream())
        .flatMap(reservation -> reservation.instances().stream())
        .filter(instance -> bakeKey.equals(tags(instance).get(Tags.BAKE_KEY)))
        .filter(instance -> tags(instance).containsKey(Tags.ATTEMPT))
        .sorted(Comparator.comparing(Instance::launchTime).reversed())
        .toList();
  }

  /** What the plan has to know of it; asks SSM only what matters in its state. */
  BuilderSeen observe(Instance instance) {
    BuilderStatus status = status(instance);
    Optional<String> commandId = Optional.ofNullable(tags(instance).get(Tags.COMMAND));
    Optional<String> failure = Optional.ofNullable(tags(instance).get(Tags.FAILED));
    boolean asksCommand = status != BuilderStatus.PENDING && status != BuilderStatus.TERMINATED;
    CommandStatus command =
        commandId
            .filter(id -> asksCommand)
            .map(id -> commands.look(id, instance.instanceId()).status())
            .orElse(CommandStatus.NONE);
    boolean online =
        status == BuilderStatus.RUNNING
            && commandId.isEmpty()
            && commands.isOnline(instance.instanceId());
    return new BuilderSeen(status, instance.launchTime(), online, command, failure);
  }

  void launch(BakeRequest request, int attempt, Map<String, String> tags) {
    // Another zone for the second one: the first may have failed for its zone's sake.
    String subnet = environment.subnets().get((attempt - 1) % environment.subnets().size());
    Map<String, String> own = new HashMap<>(tags);
    own.put(Tags.BAKE_STARTED_AT, startedAt(request));
    own.put(Tags.ATTEMPT, Integer.toString(attempt));
    own.put("Name", "ingot-builder-" + request.service());
    RunInstancesRequest.Builder run =
        RunInstancesRequest.builder()
            .imageId(request.baseImageId())
            .instanceType(environment.builderType())
            .minCount(1)
            .maxCount(1)
            .clientToken(token(request, attempt, subnet))
            .subnetId(subnet)
            .userData(base64(BakeScript.builderUserData(environment.region())))
            .metadataOptions(m -> m.httpTokens("required"))
            .tagSpecifications(
                TagSpecification.builder()
                    .resourceType(ResourceType.INSTANCE)
                    .tags(Tags.ec2(own))
                    .build(),
                TagSpecification.builder()
                    .resourceType(ResourceType.VOLUME)
                    .tags(Tags.ec2(tags))
                    .build());
    if (!environment.securityGroups().isEmpty()) {
      run.securityGroupIds(environment.securityGroups());
    }
    environment.builderProfile().ifPresent(p -> run.iamInstanceProfile(i -> i.name(p)));
    ec2.runInstances(run.build());
  }

  void noteCommand(Instance builder, String commandId) {
    tag(builder, Map.of(Tags.COMMAND, commandId));
  }

  /** So that a look after a crash says the same, though the builder is gone by then. */
  void noteFailure(Instance builder, String reason) {
    String value = reason.substring(0, Math.min(LONGEST_TAG_VALUE, reason.length()));
    tag(builder, Map.of(Tags.FAILED, value));
  }

  void stop(Instance builder) {
    ec2.stopInstances(r -> r.instanceIds(builder.instanceId()));
  }

  void terminate(List<Instance> builders) {
    List<String> ids =
        builders.stream()
            .filter(b -> status(b) != BuilderStatus.TERMINATED)
            .map(Instance::instanceId)
            .toList();
    if (ids.isEmpty()) {
      return;
    }
    try {
      ec2.terminateInstances(r -> r.instanceIds(ids));
    } catch (Ec2Exception e) {
      if (!AwsFailures.code(e).startsWith("InvalidInstanceID")) {
        throw e;
      }
      // Gone already.
    }
  }

  static BuilderStatus status(Instance instance) {
    return switch (instance.state().nameAsString()) {
      case "pending" -> BuilderStatus.PENDING;
      case "running" -> BuilderStatus.RUNNING;
      case "stopping" -> BuilderStatus.STOPPING;
      case "stopped" -> BuilderStatus.STOPPED;
      default -> BuilderStatus.TERMINATED;
    };
  }

  static Map<String, String> tags(Instance instance) {
    return Tags.ofEc2(instance.tags());
  }

  /** Whether this very bake launched it, and not an earlier one of the same content. */
  static boolean isOf(BakeRequest request, Instance builder) {
    return startedAt(request).equals(tags(builder).get(Tags.BAKE_STARTED_AT));
  }

  private static String startedAt(BakeRequest request) {
    return Long.toString(request.startedAt().toEpochMilli());
  }

  private void tag(Instance builder, Map<String, String> tags) {
    ec2.createTags(r -> r.resources(builder.instanceId()).tags(Tags.ec2(tags)));
  }

  /** The same for the same attempt of the same bake, in 36 characters. */
  private static String token(BakeRequest request, int attempt, String subnet) {
    String what =
        String.join("|", request.bakeKey(), startedAt(request), Integer.toString(attempt), subnet);
    return UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
