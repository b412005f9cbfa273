package dev.ingot.operator;

import dev.ingot.events.Registration;
import dev.ingot.pipeline.Environments;
import dev.ingot.pipeline.PipelineFileException;
import dev.ingot.stage.LogTool;
import dev.ingot.stage.LogToolException;
import dev.ingot.stage.config.Config;
import dev.ingot.stage.config.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says where a service comes from. */
@Command(
    name = "register",
    description = {
      "Has a service come from a repository, a branch and a folder: the branch's",
      "head is deployed within ingot.poll.interval, and every push from then on."
    },
    footer = {
      "",
      "Asks the repository as the workers do, by their own settings (INGOT_GIT_…), for the",
      "branch and an ingot.yaml that names the service, and environments.yaml whether the",
      "repository may deploy it. A service that is registered already is moved.",
      RolloutCommand.SYNOPSIS
    })
final class RegisterCommand extends LogCommand {
  @Mixin private RepositoryArguments source = new RepositoryArguments();

  @Option(
      names = "--environments",
      paramLabel = "FILE",
      description =
          "The platform team's environments.yaml; INGOT_ENVIRONMENTS_FILE where not given.")
  private Optional<Path> environmentsFile = Optional.empty();

  RegisterCommand(Supplier<Map<String, String>> settings) {
    super(settings);
  }

  @Override
  Map<String, String> settings() {
    Map<String, String> all = new TreeMap<>(super.settings());
    environmentsFile.ifPresent(file -> all.put("ingot.environments.file", file.toString()));
    return all;
  }

  @Override
  String done(LogTool log, Map<String, String> all) throws IOException {
    PlanConfig config = Config.read(PlanConfig.class, all);
    String folder = source.folder();
    Environments environments = environments(config.environments());
    ServiceRepository found = source.open(config.git());
    Optional<String> refusal = environments.refusal(found.service(), found.location(), folder);
    if (refusal.isPresent()) {
      throw new LogToolException(refusal.get(), null);
    }
    Optional<Registration> before =
        new Registrar(log, signature().timeout(), signature().who(), signature().why())
            .register(found);
    return "Registered %s: %s"
            .formatted(found.service(), text(found.location(), found.ref(), folder))
        + before
            .map(it -> text(it.getRepository(), it.getRef(), it.getPath()))
            .map(it -> System.lineSeparator() + "Before: " + it)
            .orElse("");
  }

  private static Environments environments(Path file) {
    try {
      return Environments.load(file);
    } catch (PipelineFileException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    }
  }

  private static String text(String location, String ref, String folder) {
    return Clean.line(
        "%s of %s%s".formatted(ref, location, folder.isEmpty() ? "" : ", folder " + folder));
  }
}
