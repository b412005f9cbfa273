package dev.ingot.cloud.aws;

import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.ImageBaker;
import dev.ingot.cloud.aws.BakePlan.BuilderSeen;
import dev.ingot.cloud.aws.BakePlan.CommandStatus;
import dev.ingot.cloud.aws.BakePlan.ImageStatus;
import dev.ingot.cloud.aws.BakePlan.Observed;
import dev.ingot.cloud.aws.BakePlan.Step;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;

/** Bakes AMIs on throw-away builders: observes, asks {@link BakePlan}, does what it says. */
final class AwsImageBaker implements ImageBaker {
  private static final String PARAMETER = "ssm:";
  private static final int STEPS_PER_LOOK = 8;
  private static final Duration SIGNED_FOR = Duration.ofHours(12);

  private final CloudEnvironment environment;
  private final SsmClient ssm;
  private final BakeImages images;
  private final BakeBuilders builders;
  private final BakeStorage storage;
  private final InstantSource clock;

  AwsImageBaker(CloudEnvironment environment, AwsClients clients, InstantSource clock) {
    this.environment = environment;
    this.ssm = clients.ssm();
    this.images = new BakeImages(clients.ec2());
    this.builders = new BakeBuilders(environment, clients);
    this.storage = new BakeStorage(environment, clients);
    this.clock = clock;
  }

  @Override
  public String resolveBase(String base) {
    return AwsFailures.translated(
        () -> {
          String named = environment.baseImages().getOrDefault(base, base);
          String id = named.startsWith(PARAMETER) ? parameter(named) : named;
          if (!id.startsWith("ami-") || !images.exists(id)) {
            throw new CloudException.Invalid(
                "'%s' names no base image; environment '%s' knows %s"
                    .formatted(
                        base,
                        environment.name(),
                        environment.baseImages().keySet().stream().sorted().toList()));
          }
          return id;
        });
  }

  private String parameter(String reference) {
    try {
      return ssm.getParameter(r -> r.name(reference.substring(PARAMETER.length())))
          .parameter()
          .value();
    } catch (ParameterNotFoundException e) {
      return "";
    }
  }

  @Override
  public Optional<BakedImage> find(String bakeKey) {
    return AwsFailures.translated(
        () ->
            images
                .find(bakeKey)
                .filter(image -> BakeImages.status(image) == ImageStatus.AVAILABLE)
                .map(BakeImages::baked));
  }

  @Override
  public BakeProgress look(BakeRequest request) {
    if (!request.bakeKey().matches("[0-9a-f]{64}")) {
      throw new CloudException.Invalid("a bake key has 64 hexadecimal digits");
    }
    return AwsFailures.translated(
        () -> {
          for (int i = 0; i < STEPS_PER_LOOK; i++) {
            Scene scene = observe(request);
            Step step = BakePlan.next(scene.observed());
            Optional<BakeProgress> progress = act(step, request, scene);
            if (progress.isPresent()) {
              return progress.get();
            }
          }
          return new BakeProgress.InProgress("preparing");
        });
  }

  @Override
  public boolean underWay(String bakeKey) {
    return AwsFailures.translated(
        () ->
            images.find(bakeKey).isPresent()
                || builders.find(bakeKey).stream()
                    .anyMatch(b -> BakeBuilders.status(b) != BakePlan.BuilderStatus.TERMINATED));
  }

  @Override
  public void abandon(String bakeKey) {
    AwsFailures.translated(() -> cleanUp(bakeKey, builders.find(bakeKey)));
  }

  /** What was seen, and the resources that it was seen of. */
  private record Scene(Observed observed, Optional<Image> image, List<Instance> builders) {
    /** Only asked for in steps that have one. */
    Instance builder() {
      return builders.getFirst();
    }
  }

  private Scene observe(BakeRequest request) {
    Optional<Image> image = images.find(request.bakeKey());
    List<Instance> all = builders.find(request.bakeKey());
    List<Instance> ofThisBake =
        all.stream()
            .filter(
                b ->
                    BakeBuilders.status(b) != BakePlan.BuilderStatus.TERMINATED
                        || BakeBuilders.isOf(request, b))
            .toList();
    boolean makesImage = image.isPresent();
    Optional<BuilderSeen> builder =
        makesImage ? Optional.empty() : ofThisBake.stream().findFirst().map(builders::observe);
    boolean needsArchive =
        !makesImage && builder.filter(b -> b.command() != CommandStatus.NONE).isEmpty();
    Observed observed =
        new Observed(
            image.map(BakeImages::status).orElse(ImageStatus.NONE),
            needsArchive && storage.hasArchive(request.bakeKey()),
            builder,
            ofThisBake.size(),
            clock.instant(),
            request.startedAt().plus(request.deadline()));
    return new Scene(observed, image, ofThisBake);
  }

  /** Does the step; what there is to say when nothing more can be done in this look. */
  private Optional<BakeProgress> act(Step step, BakeRequest request, Scene scene) {
    return switch (step) {
      case Step.Wait wait -> Optional.of(new BakeProgress.InProgress(wait.phase()));
      case Step.Upload upload -> {
        storage.upload(request.bakeKey(), request.source());
        yield Optional.empty();
      }
      case Step.Launch launch -> {
        builders.launch(request, scene.observed().buildersUsed() + 1, tags(request));
        // EC2 may need a moment to show it by its tags.
        yield Optional.of(new BakeProgress.InProgress("starting the builder"));
      }
      case Step.SendCommand send -> {
        sendCommand(request, scene.builder());
        yield Optional.of(new BakeProgress.InProgress("building"));
      }
      case Step.Stop stop -> {
        builders.stop(scene.builder());
        yield Optional.empty();
      }
      case Step.CreateImage create -> {
        images.create(
            scene.builder().instanceId(), request.service(), request.bakeKey(), tags(request));
        yield Optional.of(new BakeProgress.InProgress("making the image"));
      }
      case Step.Replace replace -> {
        builders.terminate(scene.builders());
        yield Optional.of(new BakeProgress.InProgress("replacing the builder"));
      }
      case Step.Finish finish -> Optional.of(finish(request, scene));
      case Step.Fail fail -> Optional.of(fail(request, scene, fail.reason()));
    };
  }

  private void sendCommand(BakeRequest request, Instance builder) {
    Duration left = Duration.between(clock.instant(), request.startedAt().plus(request.deadline()));
    String script =
        BakeScript.of(
            builder.instanceId(),
            storage.archiveForReading(request.bakeKey(), SIGNED_FOR),
            storage.logForWriting(request.bakeKey(), SIGNED_FOR),
            request.script());
    builders.noteCommand(builder, builders.commands().send(builder.instanceId(), script, left));
  }

  private BakeProgress finish(BakeRequest request, Scene scene) {
    String log = log(scene);
    cleanUp(request.bakeKey(), scene.builders());
    return new BakeProgress.Ready(scene.image().map(BakeImages::baked).orElseThrow(), log);
  }

  private BakeProgress fail(BakeRequest request, Scene scene, String reason) {
    String log = log(scene);
    if (!scene.builders().isEmpty()) {
      builders.noteFailure(scene.builder(), reason);
    }
    scene.image().ifPresent(images::remove);
    cleanUp(request.bakeKey(), scene.builders());
    return new BakeProgress.Failed(reason, log);
  }

  private String log(Scene scene) {
    return scene.builders().stream()
        .findFirst()
        .flatMap(
            builder ->
                Optional.ofNullable(BakeBuilders.tags(builder).get(Tags.COMMAND))
                    .map(id -> builders.commands().look(id, builder.instanceId()).log()))
        .orElse("");
  }

  private void cleanUp(String bakeKey, List<Instance> found) {
    builders.terminate(found);
    storage.deleteArchive(bakeKey);
  }

  private Map<String, String> tags(BakeRequest request) {
    Map<String, String> tags = new HashMap<>(request.tags());
    tags.put(Tags.BAKE_KEY, request.bakeKey());
    tags.put(Tags.SERVICE, request.service());
    tags.put(Tags.ENVIRONMENT, environment.name());
    return Map.copyOf(tags);
  }
}
