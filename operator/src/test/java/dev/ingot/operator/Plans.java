package dev.ingot.operator;

import dev.ingot.events.BakeInputs;
import dev.ingot.events.Cause;
import dev.ingot.events.Deployment;
import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.HeadSeen;
import dev.ingot.events.Image;
import dev.ingot.events.ImageReady;
import dev.ingot.events.topics.Ids;
import dev.ingot.operator.LiveWorld.LiveFleet;
import dev.ingot.operator.LiveWorld.Place;
import dev.ingot.pipeline.Environments;
import dev.ingot.pipeline.PipelineFile;
import dev.ingot.pipeline.Room;
import dev.ingot.stage.testkit.Events;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a file asks for, and a world in which another file is live. */
final class Plans {
  static final Environments ENVIRONMENTS =
      Environments.parse(
          "environments:\n"
              + environment("staging", "")
              + environment("canary", "")
              + environment("production", ""));

  private static final String TREE = "1".repeat(40);

  private Plans() {}

  static String environment(String name, String more) {
    return """
        %s:
          region: test-1
          subnets: [subnet-1]
          vpc: vpc-1
          listener: listener-1
          hostPattern: "{service}.%s.test"
          baseImages: {debian-12: ami-12, debian-13: ami-13}
          artifactBucket: artifacts
          tick: 1s
          routes: {hosts: [api.example.com, www.example.com]}
          prometheus: {main: {url: "http://127.0.0.1:9090"}, other: {url: "http://127.0.0.1:9091"}}
          fileSystems:
            uploads: {id: fs-0123456789abcdef0, accessPoint: fsap-0123456789abcdef0}
            ledger: {id: fs-00000000000000001}
          roles: ["{service}-instance", "{service}-other"]
      %s"""
        .formatted(name, name, more)
        .indent(2);
  }

  static PipelineFile file(String yaml) {
    return PipelineFile.parse(yaml, ENVIRONMENTS);
  }

  /** In none of the files that are planned here is the time too short. */
  static final Duration LONGEST = Duration.ofDays(30);

  static PlanTarget target(String folder) {
    return new PlanTarget(
        Events.SERVICE, Events.REPOSITORY, Events.REF, Events.COMMIT_ID, folder, "Sell more");
  }

  /** The image is there already. */
  static Wanted wanted(PipelineFile file) {
    return new Wanted(
        target(""),
        key(file),
        inputs(file),
        Optional.of(id(file)),
        file.plans(),
        List.of(),
        LONGEST);
  }

  static Wanted refused(Wanted wanted, Optional<String> why) {
    return new Wanted(
        wanted.target(),
        wanted.bakeKey(),
        wanted.inputs(),
        wanted.imageId(),
        wanted.plans(),
        why.stream().toList(),
        LONGEST);
  }

  /** All of a file's environments have its fleet live, and the listener has seen its commit. */
  static LiveWorld live(PipelineFile file) {
    Map<String, Place> places = new LinkedHashMap<>();
    List<EnvironmentPlan> plans = file.plans();
    for (int i = 0; i < plans.size(); i++) {
      places.put(
          plans.get(i).getEnvironment(),
          place(file, plans.get(i), plans.subList(i + 1, plans.size()), i == 0));
    }
    HeadSeen head = Events.headSeen().setCommitId(Events.COMMIT_ID).build();
    return new LiveWorld(
        places,
        Optional.of(Events.registration()),
        Optional.of(head),
        Optional.empty(),
        Optional.empty());
  }

  private static Place place(
      PipelineFile file, EnvironmentPlan plan, List<EnvironmentPlan> following, boolean first) {
    Deployment deployment =
        Events.deployment(plan.getEnvironment())
            .setCause(first ? Cause.COMMIT : Cause.PROMOTION)
            .build();
    ImageReady image =
        Events.imageReady(deployment)
            .setImage(
                Image.newBuilder().setId(id(file)).setName("shop").setBakeKey(key(file)).build())
            .setInputs(inputs(file))
            .setPlan(plan)
            .setFollowing(following)
            .build();
    LiveFleet fleet =
        new LiveFleet(
            deployment.getId(),
            id(file),
            plan.getFleet().getMinInstances(),
            plan.getFleet().getMinInstances(),
            plan.getFleet().getMaxInstances(),
            false,
            Optional.of(image));
    return new Place(Optional.of(fleet), Optional.empty(), Room.UNBOUNDED, false, Map.of());
  }

  static LiveWorld with(LiveWorld world, String environment, Place place) {
    Map<String, Place> places = new LinkedHashMap<>(world.environments());
    places.put(environment, place);
    return new LiveWorld(
        places, world.registration(), world.head(), world.lastBake(), world.files());
  }

  /** The tree is the same whatever the file says, so that nothing but the file differs. */
  private static BakeInputs inputs(PipelineFile file) {
    return BakeInputs.newBuilder()
        .setTree(TREE)
        .setBaseImageId(file.image().base().replace("debian", "ami"))
        .setBuild(file.image().build().orElse(null))
        .setRun(file.image().run())
        .setPort(file.plans().getFirst().getFleet().getPort())
        .setScriptVersion(1)
        .build();
  }

  private static String key(PipelineFile file) {
    return Ids.digest("Bake", inputs(file).toString());
  }

  private static String id(PipelineFile file) {
    return "ami-" + key(file).substring(0, 17);
  }
}
