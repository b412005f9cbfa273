package dev.ingot.cloud.aws;

import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.FleetManager;
import dev.ingot.cloud.Migration;
import dev.ingot.cloud.Usage;
import dev.ingot.cloud.aws.FleetMigration.Errand;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Tag;

/** Fleets as launch template, target group, preview rule and Auto Scaling group of one name. */
final class AwsFleetManager implements FleetManager {
  private final InstantSource clock;
  private final Listener listener;
  private final Ec2Client ec2;
  private final AutoScalingClient groups;
  private final FleetObserver observer;
  private final FleetMaker maker;
  private final FleetRetirement retirement;
  private final FleetDiagnosis diagnosis;
  private final FleetMigration migration;
  private final FleetMigration smoke;

  AwsFleetManager(CloudEnvironment environment, AwsClients clients, InstantSource clock) {
    this.clock = clock;
    this.listener = new Listener(clients.elb(), environment.listener());
    this.ec2 = clients.ec2();
    this.groups = clients.groups();
    this.observer = new FleetObserver(environment, clients, listener);
    this.maker = new FleetMaker(environment, clients, listener, clock);
    this.migration = new FleetMigration(Errand.MIGRATION, environment, clients, clock);
    this.smoke = new FleetMigration(Errand.SMOKE, environment, clients, clock);
    this.retirement = new FleetRetirement(clients, listener, List.of(migration, smoke));
    this.diagnosis = new FleetDiagnosis(clients);
  }

  @Override
  public List<FleetState> fleets(String service) {
    return AwsFailures.translated(() -> states(observer.all(Optional.of(service))));
  }

  @Override
  public List<FleetState> all() {
    return AwsFailures.translated(() -> states(observer.all(Optional.empty())));
  }

  private static List<FleetState> states(List<FleetParts> fleets) {
    return fleets.stream().map(FleetParts::state).toList();
  }

  @Override
  public Usage usage() {
    return AwsFailures.translated(observer::usage);
  }

  @Override
  public Optional<FleetState> find(String fleet) {
    return AwsFailures.translated(
        () -> Optional.of(observer.one(fleet)).filter(f -> !f.nothing()).map(FleetParts::state));
  }

  @Override
  public FleetState ensure(FleetSpec spec) {
    return AwsFailures.translated(
        () -> {
          FleetParts parts = observer.one(spec.name());
          if (maker.makeMissing(spec, parts)) {
            parts = observer.one(spec.name());
          }
          return parts.state();
        });
  }

  @Override
  public FleetState ensureTwin(TwinSpec spec) {
    return AwsFailures.translated(
        () -> {
          FleetParts parts = observer.one(spec.name());
          if (maker.makeMissing(spec, parts)) {
            parts = observer.one(spec.name());
          }
          return parts.state();
        });
  }

  /**
   * Whose it is comes first: where parts differ, the template's tags are what counts. That it is to
   * be retired goes last: after a crash in between it is found as this deployment's own, and only
   * for a while.
   */
  @Override
  public void adopt(String fleet, String deploymentId, long generation, int size) {
    AwsFailures.translated(
        () -> {
          FleetParts parts = observer.one(fleet);
          if (!parts.complete()) {
            throw new CloudException.NotFound("fleet '" + fleet + "' is not whole", null);
          }
          AutoScalingGroup group = parts.group().orElseThrow();
          String template = parts.template().orElseThrow().launchTemplateId();
          Map<String, String> whose =
              Map.of(Tags.DEPLOYMENT, deploymentId, Tags.GENERATION, Long.toString(generation));
          Map<String, String> noted = new HashMap<>(whose);
          if (!deploymentId.equals(parts.tags().get(Tags.DEPLOYMENT))) {
            noted.put(Tags.ADOPTED_AT, Long.toString(clock.millis()));
          }
          ec2.createTags(r -> r.resources(template).tags(Tags.ec2(noted)));
          groups.createOrUpdateTags(r -> r.tags(Tags.group(fleet, whose, true)));
          int desired = Math.min(size, group.maxSize());
          if (group.desiredCapacity() < desired) {
            groups.updateAutoScalingGroup(
                r -> r.autoScalingGroupName(fleet).desiredCapacity(desired));
          }
          ec2.deleteTags(
              r -> r.resources(template).tags(Tag.builder().key(Tags.RETIRE_AFTER).build()));
        });
  }

  @Override
  public Migration migrate(FleetSpec spec, Migration.Hook hook) {
    return AwsFailures.translated(
        () -> {
          FleetParts parts = observer.one(spec.name());
          if (maker.makeTemplateIfMissing(spec, parts)) {
            parts = observer.one(spec.name());
          }
          return parts.template().isEmpty()
              // AWS takes a moment to know of what it has just made.
              ? new Migration.Running("making the launch template")
              : migration.look(spec, hook, parts.template().get(), maker.profile(spec).orElse(""));
        });
  }

  @Override
  public Migration smoke(FleetSpec spec, Migration.Hook hook) {
    Preview preview = preview(spec);
    String command =
        "export PREVIEW_URL='%s://%s:%d' PREVIEW_HOST='%s' PREVIEW_HEADER='%s: %s'; %s"
            .formatted(
                preview.tls() ? "https" : "http",
                preview.address(),
                preview.port(),
                preview.host(),
                preview.header(),
                preview.value(),
                hook.command());
    return AwsFailures.translated(
        () -> {
          FleetParts parts = observer.one(spec.name());
          return smoke.look(
              spec,
              new Migration.Hook(command, hook.within()),
              parts
                  .template()
                  .orElseThrow(
                      () ->
                          new CloudException.NotFound(
                              "there is no launch template '" + spec.name() + "'", null)),
              maker.profile(spec).orElse(""));
        });
  }

  @Override
  public void pin(String fleet) {
    AwsFailures.translated(
        () -> {
          AutoScalingGroup group =
              group(fleet)
                  .orElseThrow(
                      () -> new CloudException.NotFound("there is no group '" + fleet + "'", null));
          Optional<Pin> before = Pin.of(group);
          Pin pin = before.orElseGet(() -> new Pin(group.minSize(), group.desiredCapacity()));
          if (before.isEmpty()) {
            // The note first: after a crash in between, unpin still knows the old minimum.
            groups.createOrUpdateTags(
                r -> r.tags(Tags.group(fleet, Map.of(Tags.PINNED, pin.note()), false)));
          }
          if (group.minSize() < pin.pinned()) {
            groups.updateAutoScalingGroup(r -> r.autoScalingGroupName(fleet).minSize(pin.pinned()));
          }
        });
  }

  @Override
  public void unpin(String fleet) {
    AwsFailures.translated(() -> group(fleet).ifPresent(this::unpin));
  }

  private void unpin(AutoScalingGroup group) {
    String fleet = group.autoScalingGroupName();
    Pin.of(group)
        .ifPresent(
            pin -> {
              int min = Math.min(pin.before(), group.maxSize());
              groups.updateAutoScalingGroup(r -> r.autoScalingGroupName(fleet).minSize(min));
              groups.deleteTags(r -> r.tags(Tags.group(fleet, Map.of(Tags.PINNED, ""), false)));
            });
  }

  @Override
  public void retireAfter(String fleet, Optional<Instant> when) {
    AwsFailures.translated(
        () ->
            observer
                .one(fleet)
                .template()
                .ifPresent(
                    template -> {
                      String id = template.launchTemplateId();
                      if (when.isPresent()) {
                        String value = Long.toString(when.get().toEpochMilli());
                        ec2.createTags(
                            r -> r.resources(id).tags(Tags.ec2(Map.of(Tags.RETIRE_AFTER, value))));
                      } else {
                        ec2.deleteTags(
                            r ->
                                r.resources(id).tags(Tag.builder().key(Tags.RETIRE_AFTER).build()));
                      }
                    }));
  }

  @Override
  public boolean retire(String fleet) {
    return AwsFailures.translated(() -> retirement.step(observer.one(fleet)));
  }

  @Override
  public String diagnose(String fleet) {
    return AwsFailures.translated(() -> diagnosis.of(observer.one(fleet)));
  }

  @Override
  public List<Endpoint> endpoints(String fleet) {
    return AwsFailures.translated(() -> observer.endpoints(fleet));
  }

  @Override
  public Preview preview(FleetSpec spec) {
    return AwsFailures.translated(
        () -> preview(new Listener.Previewed(maker.match(spec).host(), spec.deploymentId())));
  }

  @Override
  public Preview preview(String fleet) {
    return AwsFailures.translated(
        () ->
            preview(
                listener
                    .previewOf(fleet)
                    .orElseThrow(
                        () ->
                            new CloudException.NotFound(
                                "fleet '%s' has no preview rule, or not as it was made"
                                    .formatted(fleet),
                                null))));
  }

  private Preview preview(Listener.Previewed previewed) {
    Listener.Entrance entrance = listener.entrance();
    return new Preview(
        entrance.address(),
        entrance.port(),
        entrance.tls(),
        previewed.host(),
        Listener.PREVIEW_HEADER,
        previewed.value());
  }

  private Optional<AutoScalingGroup> group(String fleet) {
    return groups
        .describeAutoScalingGroups(r -> r.autoScalingGroupNames(fleet))
        .autoScalingGroups()
        .stream()
        .findFirst();
  }

  /** The minimum before and while pinned, noted as {@code before:pinned}. */
  private record Pin(int before, int pinned) {
    static Optional<Pin> of(AutoScalingGroup group) {
      String note = Tags.ofGroup(group.tags()).getOrDefault(Tags.PINNED, "");
      if (!note.matches("\\d{1,6}:\\d{1,6}")) {
        return Optional.empty();
      }
      int colon = note.indexOf(':');
      return Optional.of(
          new Pin(
              Integer.parseInt(note.substring(0, colon)),
              Integer.parseInt(note.substring(colon + 1))));
    }

    String note() {
      return before + ":" + pinned;
    }
  }
}
