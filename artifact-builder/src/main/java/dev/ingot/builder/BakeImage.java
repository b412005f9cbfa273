package dev.ingot.builder;

import dev.ingot.builder.BakeDecision.Announce;
import dev.ingot.builder.BakeDecision.Fail;
import dev.ingot.builder.BakeDecision.Wait;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.ImageBaker;
import dev.ingot.cloud.ImageBaker.BakeRequest;
import dev.ingot.events.CommitReceived;
import dev.ingot.events.Deployment;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.topics.Topics;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.PipelineFileException;
import dev.ingot.recipe.Kitchen;
import dev.ingot.recipe.Recipe;
import dev.ingot.recipe.SourceRefusedException;
import dev.ingot.stage.Abandonment;
import dev.ingot.stage.Emission;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.Stage;
import dev.ingot.stage.StageContext;
import dev.ingot.stage.StageSpec;
import dev.ingot.stage.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bakes a commit's image, once per content, and begins its first deployment. */
final class BakeImage implements Stage<CommitReceived> {
  static final String NAME = "artifact-builder";

  private static final Logger LOG = LoggerFactory.getLogger(BakeImage.class);

  /** What it may take to fetch, wait for a builder's end, and try again, beside the bake itself. */
  private static final Duration ROOM = Duration.ofMinutes(30);

  /** Recipes of partitions that went to another worker stay behind; this bounds them. */
  private static final int MOST_RECIPES = 1_000;

  private final Kitchen kitchen;
  private final CloudsByEnvironment clouds;
  private final BuilderTiming timing;
  private final Places places;
  private final BiPredicate<String, String> frozen;

  /** Commits that wait for a thaw and have begun nothing. */
  private final Waiting frozenOnes;

  /**
   * Recipes of commits in hand. Only so that a look costs little, and that a base image's parameter
   * that changes meanwhile does not make one bake into two; after a crash they are made anew.
   */
  private final Map<String, Recipe> recipes = new ConcurrentHashMap<>();

  /**
   * @param frozen whether nothing new may be begun for a service in an environment
   */
  BakeImage(
      Kitchen kitchen,
      CloudsByEnvironment clouds,
      BuilderTiming timing,
      Places places,
      BiPredicate<String, String> frozen) {
    this.kitchen = kitchen;
    this.clouds = clouds;
    this.timing = timing;
    this.places = places;
    this.frozen = frozen;
    this.frozenOnes = new Waiting(timing.lease());
  }

  @Override
  public StageSpec<CommitReceived> spec() {
    return StageSpec.of(NAME, Topics.COMMITS)
        .oneAtATimeBy(CommitReceived::getService)
        .listensTo(
            Topics.IMAGES, CommitReceived::getId, image -> image.getDeployment().getCauseId())
        .listensTo(
            Topics.OUTCOMES, CommitReceived::getId, ended -> ended.getDeployment().getCauseId())
        .emits(Topics.IMAGES, Topics.OUTCOMES)
        .within(timing.longestWait().plus(timing.bakeDeadline()).plus(ROOM))
        .waitsFirst(timing.longestFreeze())
        .build();
  }

  @Override
  public Outcome look(CommitReceived event, StageContext context) throws IOException {
    frozenOnes.arrive(event.getId(), context.begun());
    return switch (BakeDecision.begin(isTold(context), context.newerWaiting(), context.begun())) {
      case TOLD -> end(event);
      case STAND_ASIDE -> standAside(event, context.now());
      case BAKE -> bake(event, context);
    };
  }

  private Outcome bake(CommitReceived event, StageContext context) throws IOException {
    Recipe recipe;
    try {
      recipe = recipe(event);
    } catch (SourceRefusedException | CloudException.Invalid e) {
      return failed(event, String.valueOf(e.getMessage()), "", context.now());
    } catch (PipelineFileException e) {
      return failed(event, e.summary(), String.valueOf(e.getMessage()), context.now());
    }
    ImageBaker images = clouds.get(recipe.first().getEnvironment()).images();
    if (isFrozen(event, recipe, images)) {
      return awaitThaw(event, recipe, context);
    }
    Optional<Instant> began = place(event, recipe, images, context.now());
    return began.isPresent()
        ? bake(event, recipe, images, began.get(), context)
        : awaitPlace(event, context);
  }

  /** Since when it has a place to bake in; empty while there is none. */
  private Optional<Instant> place(
      CommitReceived event, Recipe recipe, ImageBaker images, Instant now) {
    Optional<Instant> began = places.enter(event.getId(), now);
    // Whoever waits has asked the cloud before, and has begun nothing since.
    return began.isEmpty() && !places.awaits(event.getId()) && images.underWay(recipe.bakeKey())
        ? Optional.of(places.admit(event.getId(), now))
        : began;
  }

  /** What has begun goes on. */
  private boolean isFrozen(CommitReceived event, Recipe recipe, ImageBaker images) {
    if (!frozen.test(event.getService(), recipe.first().getEnvironment())) {
      frozenOnes.leave(event.getId());
      return false;
    }
    return frozenOnes.has(event.getId())
        || !(places.has(event.getId()) || images.underWay(recipe.bakeKey()));
  }

  private Outcome awaitThaw(CommitReceived event, Recipe recipe, StageContext context) {
    if (context.newerWaiting()) {
      return end(event, superseded(event, context.now()));
    }
    String environment = recipe.first().getEnvironment();
    if (event.getReceivedAt().plus(timing.longestFreeze()).isBefore(context.now())) {
      return failed(
          event,
          "'%s' has been frozen for longer than %s (ingot.freeze.longest); deploy it again when it is thawed."
              .formatted(environment, timing.longestFreeze()),
          "",
          context.now());
    }
    if (frozenOnes.begin(event.getId(), context.now())) {
      LOG.info(
          "waits: nothing is baked for {} while {} is frozen commit={}",
          event.getService(),
          environment,
          event.getCommit().getId());
    }
    return Outcome.checkAgain(timing.lookInterval());
  }

  private Outcome awaitPlace(CommitReceived event, StageContext context) {
    Instant now = context.now();
    if (context.newerWaiting()) {
      return end(event, superseded(event, now));
    }
    if (places.await(event.getId(), now).plus(timing.longestWait()).isBefore(now)) {
      return failed(
          event,
          "No place to bake in came free within %s; set ingot.bakes.at.once higher, or run more builders."
              .formatted(timing.longestWait()),
          "",
          now);
    }
    return Outcome.checkAgain(timing.lookInterval());
  }

  private Outcome bake(
      CommitReceived event, Recipe recipe, ImageBaker images, Instant began, StageContext context) {
    BakeDecision decision =
        BakeDecision.reuse(images.find(recipe.bakeKey()), event.getReceivedAt())
            .orElseGet(() -> BakeDecision.of(images.look(request(event, recipe, began))));
    return switch (decision) {
      case Wait wait -> Outcome.checkAgain(timing.lookInterval());
      case Announce baked ->
          end(
              event,
              BuilderEvents.imageReady(
                  event, recipe, baked.image(), baked.reused(), context.now()));
      case Fail fail -> failed(event, fail.reason(), fail.log(), context.now());
    };
  }

  /** An owner before this one may have begun the bake: only the cloud knows. */
  private Outcome standAside(CommitReceived event, Instant now) {
    removeUnfinished(recipeIfAny(event));
    return end(event, superseded(event, now));
  }

  @Override
  public List<Emission<?>> abandon(CommitReceived event, StageContext context, Abandonment why) {
    if (isTold(context)) {
      forget(event);
      return List.of();
    }
    Optional<Recipe> recipe = recipeIfAny(event);
    removeUnfinished(recipe);
    Emission<?> ended =
        BuilderEvents.finished(
            deployment(event, recipe), DeploymentOutcome.FAILED, why.reason(), "", context.now());
    forget(event);
    return List.of(ended);
  }

  private void removeUnfinished(Optional<Recipe> recipe) {
    recipe.ifPresent(r -> clouds.get(r.first().getEnvironment()).images().abandon(r.bakeKey()));
  }

  private static boolean isTold(StageContext context) {
    return !context.history(Topics.IMAGES).isEmpty() || !context.history(Topics.OUTCOMES).isEmpty();
  }

  private Recipe recipe(CommitReceived event) throws IOException, SourceRefusedException {
    Recipe known = recipes.get(event.getId());
    if (known != null) {
      return known;
    }
    if (recipes.size() >= MOST_RECIPES) {
      recipes.clear();
    }
    Recipe made = kitchen.prepare(event);
    recipes.put(event.getId(), made);
    return made;
  }

  /** For ending early: what cannot be prepared has not been begun either. */
  private Optional<Recipe> recipeIfAny(CommitReceived event) {
    try {
      return Optional.of(recipe(event));
    } catch (IOException | SourceRefusedException | RuntimeException e) {
      LOG.warn("ends without a recipe service={} reason={}", event.getService(), e.toString());
      return Optional.empty();
    }
  }

  private BakeRequest request(CommitReceived event, Recipe recipe, Instant began) {
    return new BakeRequest(
        event.getService(),
        recipe.bakeKey(),
        recipe.baseImageId(),
        recipe.archive(),
        recipe.script(),
        Map.of(
            "ingot:service", event.getService(),
            "ingot:commit", recipe.source().id()),
        began,
        timing.bakeDeadline());
  }

  private Outcome failed(CommitReceived event, String reason, String detail, Instant now) {
    Deployment deployment = deployment(event, Optional.ofNullable(recipes.get(event.getId())));
    return end(
        event, BuilderEvents.finished(deployment, DeploymentOutcome.FAILED, reason, detail, now));
  }

  private static Emission<?> superseded(CommitReceived event, Instant now) {
    return BuilderEvents.finished(
        BuilderEvents.deployment(event),
        DeploymentOutcome.SUPERSEDED,
        "A newer commit waits.",
        "",
        now);
  }

  private static Deployment deployment(CommitReceived event, Optional<Recipe> recipe) {
    return recipe
        .map(r -> BuilderEvents.deployment(event, r))
        .orElseGet(() -> BuilderEvents.deployment(event));
  }

  private Outcome end(CommitReceived event, Emission<?>... emissions) {
    forget(event);
    return Outcome.done(emissions);
  }

  private void forget(CommitReceived event) {
    places.leave(event.getId());
    frozenOnes.leave(event.getId());
    Recipe recipe = recipes.remove(event.getId());
    if (recipe == null) {
      return;
    }
    try {
      recipe.archive().close();
    } catch (IOException e) {
      LOG.warn("a source archive is left behind", e);
    }
  }
}
