package dev.ingot.operator;

import dev.ingot.events.Freeze;
import dev.ingot.events.StandingOrder;
import dev.ingot.pipeline.Environments;
import dev.ingot.pipeline.PipelineFileException;
import dev.ingot.stage.LogToolException;
import dev.ingot.stage.config.Config;
import dev.ingot.stage.config.ConfigException;
import dev.ingot.stage.config.Key;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is frozen or thawed, as a person writes it. A wrong name would protect nothing. */
final class FrozenPlace {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "SERVICE",
      description = "A registered service.")
  private @Nullable String service;

  @Option(names = "--all", description = "All services, in place of one.")
  private boolean all;

  @Option(
      names = "--environment",
      paramLabel = "NAME",
      description = "In this environment alone; may be given again. In all where not given.")
  private List<String> environments = List.of();

  /** Where environments are known. */
  record EnvironmentsFile(
      @Key(
              value = "ingot.environments.file",
              doc = "The platform team's environments.yaml.",
              otherwise = "environments.yaml")
          Path environments) {}

  /** The key of its order. */
  String service(LogCommand command, ControlDesk desk) {
    String written = service;
    if (all == (written != null)) {
      throw command.misunderstood("name a service, or say --all");
    }
    if (written == null) {
      return ControlDesk.ALL;
    }
    String name = command.name("a service", written);
    Optional<StandingOrder> order = Optional.ofNullable(desk.orders().get(name));
    if (order.map(StandingOrder::getRegistration).isEmpty()
        && order.map(StandingOrder::getFreeze).isEmpty()) {
      throw new LogToolException(
          "no service '%s' is registered; 'ingot register' registers one".formatted(name), null);
    }
    return name;
  }

  /** Their names, held against environments.yaml where there is one here. */
  List<String> environments(LogCommand command, Map<String, String> settings) {
    environments.forEach(name -> command.name("an environment", name));
    Path file = Config.read(EnvironmentsFile.class, settings).environments();
    if (environments.isEmpty() || !Files.exists(file)) {
      return environments;
    }
    Environments known = load(file);
    for (String name : environments) {
      if (known.find(name).isEmpty()) {
        throw new LogToolException("%s has no environment '%s'".formatted(file, name), null);
      }
    }
    return environments;
  }

  private static Environments load(Path file) {
    try {
      return Environments.load(file);
    } catch (PipelineFileException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    }
  }

  /** Such as {@code shop in production, until 2026-11-30T06:00:00Z}. */
  static String text(String service, @Nullable Freeze freeze) {
    if (freeze == null) {
      return of(service) + " is not frozen";
    }
    return "%s in %s, %s."
        .formatted(
            of(service),
            freeze.getEnvironments().isEmpty()
                ? "all environments"
                : String.join(", ", freeze.getEnvironments()),
            freeze.getUntil() == null ? "until it is thawed" : "until " + freeze.getUntil());
  }

  static String of(String service) {
    return service.equals(ControlDesk.ALL) ? "every service" : service;
  }
}
