package dev.ingot.cloud.memory;

import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.ImageBaker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/** Bakes by the script. */
final class MemoryImages implements ImageBaker {
  private static final int LOG_LIMIT = 16_384;
  private final World world;

  MemoryImages(World world) {
    this.world = world;
  }

  @Override
  public String resolveBase(String base) {
    return world.call(
        Call.RESOLVE_BASE,
        () -> {
          if (base.startsWith("ami-")) {
            return base;
          }
          String id = world.baseImages.get(base);
          if (id == null) {
            throw new CloudException.Invalid(
                "no base image '%s'; the environment has %s"
                    .formatted(base, world.baseImages.keySet()));
          }
          return id;
        });
  }

  @Override
  public Optional<BakedImage> find(String bakeKey) {
    return world.call(Call.FIND_IMAGE, () -> Optional.ofNullable(world.images.get(bakeKey)));
  }

  @Override
  public BakeProgress look(BakeRequest request) {
    return world.call(Call.LOOK_AT_BAKE, () -> next(request));
  }

  @Override
  public boolean underWay(String bakeKey) {
    return world.call(
        Call.FIND_IMAGE,
        () -> world.bakes.containsKey(bakeKey) || world.images.containsKey(bakeKey));
  }

  @Override
  public void abandon(String bakeKey) {
    world.call(
        Call.ABANDON_BAKE,
        () -> {
          if (world.bakes.remove(bakeKey) != null) {
            world.changes.add("abandon bake " + bakeKey);
          }
          return true;
        });
  }

  private BakeProgress next(BakeRequest request) {
    String key = request.bakeKey();
    BakeScript script = world.bakeScripts.getOrDefault(key, world.bakeScript);
    BakedImage finished = world.images.get(key);
    if (finished != null) {
      world.bakes.remove(key);
      return new BakeProgress.Ready(finished, "");
    }
    if (!world.clock.instant().isBefore(request.startedAt().plus(request.deadline()))) {
      world.bakes.remove(key);
      return new BakeProgress.Failed(
          "the bake took longer than its deadline of " + request.deadline(), "");
    }
    World.Bake bake = world.bakes.get(key);
    if (bake == null) {
      read(request.source());
      bake = new World.Bake();
      world.bakes.put(key, bake);
      world.changes.add("start bake " + key);
    }
    if (bake.looks++ < script.looks()) {
      return new BakeProgress.InProgress("building");
    }
    world.bakes.remove(key);
    return switch (script) {
      case BakeScript.Fails fails -> {
        world.changes.add("fail bake " + key);
        yield new BakeProgress.Failed(fails.reason(), tail(fails.log()));
      }
      case BakeScript.Succeeds succeeds -> {
        String cut = request.service().substring(0, Math.min(40, request.service().length()));
        String name = "ingot-%s-%s".formatted(cut, key.substring(0, Math.min(16, key.length())));
        BakedImage image = new BakedImage(world.newId("ami"), name, key, world.clock.instant());
        world.images.put(key, image);
        world.changes.add("finish bake " + key);
        yield new BakeProgress.Ready(image, tail(succeeds.log()));
      }
    };
  }

  private static void read(Source source) {
    try (InputStream in = source.open()) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new CloudException.Unavailable("the source archive cannot be read", e);
    }
  }

  private static String tail(String log) {
    return log.substring(Math.max(0, log.length() - LOG_LIMIT));
  }
}
