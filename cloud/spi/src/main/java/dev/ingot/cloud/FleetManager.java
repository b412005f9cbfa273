package dev.ingot.cloud;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps fleets: groups of instances of one image, each behind a target group of its own. */
public interface FleetManager {
  /** Every fleet of the service in this environment, retiring ones included; no order. */
  List<FleetState> fleets(String service);

  /** Every fleet that Ingot made in this environment; no order. */
  List<FleetState> all();

  /** What is taken now of what the environment has room for. */
  Usage usage();

  /** The fleet as it is, when there is one, or a part of one. */
  Optional<FleetState> find(String fleet);

  /**
   * Makes the fleet, or what of it is missing: launch template, target group, preview rule (which
   * puts the target group in use), group. Does not wait for instances.
   *
   * @throws CloudException.Conflict when a fleet of this name belongs to another deployment
   */
  FleetState ensure(FleetSpec spec);

  /**
   * Makes a fleet that runs what another one runs, or what of it is missing: image, settings,
   * machine, port and health check are read off the other. It has a preview rule, too, which puts
   * its target group in use; it is never scaled. Does not wait for instances.
   *
   * @throws CloudException.NotFound when the other has no launch template or no target group
   * @throws CloudException.Conflict when a fleet of this name belongs to another deployment
   */
  FleetState ensureTwin(TwinSpec spec);

  /**
   * Gives a fleet that stands by to another deployment: whose it is, its generation, and that it is
   * to be retired are changed, and it is as large as asked for if it was smaller. Its preview stays
   * the one that it was made with. Repeating it changes nothing. When it is to be retired is taken
   * back last: as long as that stands, the rest may not be done.
   *
   * @param size instances, as far as the fleet's own limits allow
   * @throws CloudException.NotFound when there is no such fleet, or only a part of it
   */
  void adopt(String fleet, String deploymentId, long generation, int size);

  /**
   * Runs the migration of a fleet that is to be made, or tells how far it is. Moves it on by one
   * step at most; finds again what an earlier call made, and never runs again what has ended or may
   * have begun. What it leaves goes with the fleet's retirement.
   */
  Migration migrate(FleetSpec spec, Migration.Hook hook);

  /**
   * Runs a command once against the fleet's preview, or tells how far it is: as a migration runs,
   * from the fleet's image on an instance of its own, and with {@code PREVIEW_URL}, {@code
   * PREVIEW_HOST} and {@code PREVIEW_HEADER} in its environment beside the fleet's settings.
   */
  Migration smoke(FleetSpec spec, Migration.Hook hook);

  /**
   * Raises the group's minimum to its desired size and remembers the old minimum, so that nothing
   * scales it in. Does nothing when it is pinned already.
   */
  void pin(String fleet);

  /** Undoes {@link #pin}; does nothing when the fleet is not pinned or not there. */
  void unpin(String fleet);

  /** Says when the fleet may be retired; empty takes it back. Does nothing when it is not there. */
  void retireAfter(String fleet, Optional<Instant> when);

  /**
   * Moves the retirement on by at most one step: out of all rules, group to 0, drained, group,
   * target group, launch template. A fleet that has weight in any rule is refused.
   *
   * @return whether nothing is left of it
   * @throws CloudException.Invalid when the fleet has weight
   */
  boolean retire(String fleet);

  /**
   * Why the fleet is not healthy, in the cloud's and the service's own words: scaling activities,
   * target health reasons, tail of the service's log. At most 16,384 characters.
   */
  String diagnose(String fleet);

  /**
   * Where the fleet's instances can be asked, those that are to have traffic; no order. Empty when
   * the fleet is not there.
   */
  List<Endpoint> endpoints(String fleet);

  /** How the fleet is reached by its preview rule, before it has any user's traffic. */
  Preview preview(FleetSpec spec);

  /**
   * The same as the fleet's own preview rule has it: the service's rule may take other requests
   * until the fleet is live.
   *
   * @throws CloudException.NotFound when the fleet has no preview rule
   */
  Preview preview(String fleet);

  /**
   * The way to a fleet that has no weight: the load balancer sends a request there that has the
   * header.
   *
   * @param address of the load balancer
   * @param tls whether it is spoken to by TLS, with a certificate for the host
   * @param host that the service answers on
   * @param header its name
   * @param value of the header
   */
  record Preview(String address, int port, boolean tls, String host, String header, String value) {}

  /**
   * Where an instance's service listens, within the cloud's own network.
   *
   * @param instance the instance's id
   * @param host its address
   */
  record Endpoint(String instance, String host, int port) {}

  /**
   * A fleet to make.
   *
   * @param name at most 32 characters of {@code [a-z0-9-]}; see {@link FleetNames}
   * @param size desired instances now; between min and max
   * @param settings environment variables for the service; never secrets
   * @param secrets environment variable to a reference that the instance resolves by its own role
   * @param extras what most fleets have nothing of
   */
  record FleetSpec(
      String name,
      String service,
      String deploymentId,
      long generation,
      String imageId,
      int min,
      int size,
      int max,
      String instanceType,
      String healthPath,
      int port,
      Map<String, String> settings,
      Map<String, String> secrets,
      Extras extras) {
    /** One without extras. */
    public FleetSpec(
        String name,
        String service,
        String deploymentId,
        long generation,
        String imageId,
        int min,
        int size,
        int max,
        String instanceType,
        String healthPath,
        int port,
        Map<String, String> settings,
        Map<String, String> secrets) {
      this(
          name,
          service,
          deploymentId,
          generation,
          imageId,
          min,
          size,
          max,
          instanceType,
          healthPath,
          port,
          settings,
          secrets,
          Extras.NONE);
    }

    public FleetSpec {
      settings = Map.copyOf(settings);
      secrets = Map.copyOf(secrets);
    }

    /** The same, for another deployment. */
    public FleetSpec of(String otherDeployment, long otherGeneration) {
      return new FleetSpec(
          name,
          service,
          otherDeployment,
          otherGeneration,
          imageId,
          min,
          size,
          max,
          instanceType,
          healthPath,
          port,
          settings,
          secrets,
          extras);
    }
  }

  /**
   * A fleet to make that runs what another one runs.
   *
   * @param name as a {@link FleetSpec}'s
   * @param of the other fleet's name
   * @param deploymentId whose it is, not whose the other is
   * @param size instances, at least 1
   * @param match which requests its preview takes; empty for the environment's own
   */
  record TwinSpec(
      String name,
      String of,
      String service,
      String deploymentId,
      long generation,
      int size,
      Optional<Match> match) {}

  /**
   * What a fleet may have beside.
   *
   * @param match which requests the service's rule takes, and so the fleet's preview
   * @param instanceProfile role of its instances; empty for the environment's own
   * @param volumes file systems that are mounted before the service starts
   */
  record Extras(Optional<Match> match, Optional<String> instanceProfile, List<Volume> volumes) {
    public static final Extras NONE = new Extras(Optional.empty(), Optional.empty(), List.of());

    public Extras {
      volumes = List.copyOf(volumes);
    }
  }

  /**
   * A file system that outlives instances.
   *
   * @param fileSystem the cloud's id
   * @param accessPoint to mount by, where there is one
   * @param directory of the file system
   * @param path where on the instance
   */
  record Volume(
      String fileSystem,
      Optional<String> accessPoint,
      String directory,
      String path,
      boolean readOnly) {}

  /**
   * A fleet as observed.
   *
   * @param complete whether template, target group, preview rule and group are all there
   * @param previewRule whether the preview rule is there
   * @param pinned whether its minimum is pinned
   * @param retireAfter when it may be retired
   * @param createdAt when its group was made, or later, when it was adopted
   * @param twinOf the fleet that it was made after, where it is a twin
   */
  record FleetState(
      String name,
      String service,
      String deploymentId,
      long generation,
      String imageId,
      int min,
      int desired,
      int max,
      boolean complete,
      boolean previewRule,
      boolean pinned,
      Optional<Instant> retireAfter,
      Instant createdAt,
      List<InstanceState> instances,
      Optional<String> twinOf) {
    public FleetState {
      instances = List.copyOf(instances);
    }

    /** One that is no twin. */
    public FleetState(
        String name,
        String service,
        String deploymentId,
        long generation,
        String imageId,
        int min,
        int desired,
        int max,
        boolean complete,
        boolean previewRule,
        boolean pinned,
        Optional<Instant> retireAfter,
        Instant createdAt,
        List<InstanceState> instances) {
      this(
          name,
          service,
          deploymentId,
          generation,
          imageId,
          min,
          desired,
          max,
          complete,
          previewRule,
          pinned,
          retireAfter,
          createdAt,
          instances,
          Optional.empty());
    }

    /** Instances that are in service and healthy in the target group. */
    public int healthy() {
      return (int) instances.stream().filter(InstanceState::healthy).count();
    }
  }

  /**
   * An instance of a fleet as observed.
   *
   * @param health the target group's word: healthy, initial, unhealthy, draining, unused, or {@code
   *     unknown}
   * @param reason why it is not healthy, in the cloud's words; empty when it is
   * @param since when it was launched: one that has replaced another is younger
   */
  record InstanceState(String id, String lifecycle, String health, String reason, Instant since) {
    public boolean healthy() {
      return health.equals("healthy") && lifecycle.equals("InService");
    }
  }
}
