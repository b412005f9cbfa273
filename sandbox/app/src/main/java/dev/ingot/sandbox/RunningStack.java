package dev.ingot.sandbox;

import dev.ingot.stage.config.Config;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Where operators' commands find the log. */
final class RunningStack {
  private RunningStack() {}

  /** The folder of what {@code up} runs, or else of a sandbox alone, with workers elsewhere. */
  static Path folder() {
    Path up = Home.base().resolve(Up.FOLDER);
    return Endpoints.read(up).isPresent() ? up : Home.base().resolve(SandboxDaemon.FOLDER);
  }

  /** What the environment says; where it says nothing, what runs here. */
  static Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    Endpoints.read(folder())
        .ifPresent(
            at -> {
              settings.put("ingot.kafka.bootstrap.servers", at.kafka());
              settings.put("ingot.schema.registry.url", at.registry());
            });
    settings.putAll(Config.environment());
    return settings;
  }
}
