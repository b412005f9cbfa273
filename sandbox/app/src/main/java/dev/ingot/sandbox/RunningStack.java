package dev.ingot.sandbox;

import dev.ingot.stage.config.Config;
import java.io.IOException;
import java.nio.file.Files;
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

  /** The SDK's own chain of credentials reads system properties first. */
  private static void useCredentials(Path file) {
    try {
      for (String line : Files.readAllLines(file)) {
        String[] parts = line.split(" = ", 2);
        switch (parts[0]) {
          case "aws_access_key_id" -> System.setProperty("aws.accessKeyId", parts[1]);
          case "aws_secret_access_key" -> System.setProperty("aws.secretAccessKey", parts[1]);
          default -> {
            // The profile's name.
          }
        }
      }
    } catch (IOException e) {
      // Whoever needs credentials says so.
    }
  }

  /** What the environment says; where it says nothing, what runs here. */
  static Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    Path environments = folder().resolve("environments.yaml");
    Endpoints.read(folder())
        .ifPresent(
            at -> {
              settings.put("ingot.kafka.bootstrap.servers", at.kafka());
              settings.put("ingot.schema.registry.url", at.registry());
              settings.putAll(Sandbox.GIT);
              settings.put("ingot.environments.file", environments.toString());
            });
    settings.putAll(Config.environment());
    if (environments.toString().equals(settings.get("ingot.environments.file"))) {
      useCredentials(environments.resolveSibling("aws.credentials"));
    }
    return settings;
  }
}
