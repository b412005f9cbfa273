package dev.ingot.operator;

import dev.ingot.events.EnvironmentPlan;
import dev.ingot.pipeline.Environments;
import dev.ingot.pipeline.PipelineFile;
import dev.ingot.pipeline.PipelineFileException;
import dev.ingot.pipeline.RolloutTime;
import dev.ingot.stage.config.Config;
import dev.ingot.stage.config.Key;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks files before they are pushed, with the code that reads them afterwards. */
@Command(
    name = "validate",
    description = {
      "Checks ingot.yaml, and environments.yaml, as they will be checked when they are used.",
      "Needs no network. For CI and for a pre-commit hook (docs/ingot-yaml.md)."
    },
    footer = {
      "",
      "Without environments.yaml the names of environments, floors and what an environment offers",
      "are not checked. INGOT_PROVISIONER_LONGEST says how long a rollout may take, 12h where it is",
      "not set. Exit codes: 0 all right, 1 something is wrong, 2 not understood."
    })
final class ValidateCommand implements Callable<Integer> {
  private static final String ENVIRONMENTS = "environments.yaml";

  /** What the workers were told, where it counts for a file. */
  record Limits(
      @Key(
              value = "ingot.provisioner.longest",
              doc = "Longest time that a deployment may be in hand, as the provisioner has it.",
              otherwise = "12h")
          Duration longest) {}

  @Parameters(
      arity = "0..*",
      paramLabel = "PATH",
      description =
          "Folders with an ingot.yaml, or files; one that is named environments.yaml is read as"
              + " such. The current folder where none is given.")
  private List<Path> paths = List.of();

  @Option(
      names = "--environments",
      paramLabel = "FILE",
      description =
          "The platform team's environments.yaml; INGOT_ENVIRONMENTS_FILE where not given.")
  private Optional<Path> environments = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "text|json",
      description = "For people or for programs; text where not given.")
  private Output output = Output.text;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    List<Finding> findings = new ArrayList<>();
    Environments known = known(findings);
    for (Path path : paths.isEmpty() ? List.of(Path.of("")) : paths) {
      findings.add(check(path, known));
    }
    boolean right = findings.stream().allMatch(Finding::right);
    boolean alone = environmentsFile().isEmpty();
    PrintWriter out = spec.commandLine().getOut();
    if (output == Output.json) {
      out.println(Texts.json(Finding.json(findings, right, alone)));
    } else {
      findings.forEach(finding -> out.print(finding.text()));
      if (alone && findings.stream().anyMatch(finding -> finding.service().isPresent())) {
        out.println(
            "note: without --environments, what the environments offer and ask for was not checked");
      }
    }
    out.flush();
    return right ? 0 : 1;
  }

  /** What is known of the environments; a file that is wrong is a finding of its own. */
  private Environments known(List<Finding> findings) {
    Optional<Path> file = environmentsFile();
    if (file.isEmpty()) {
      return Environments.unchecked();
    }
    if (!Files.isRegularFile(file.get())) {
      throw new ParameterException(
          spec.commandLine(), "%s is not a file; see --environments".formatted(file.get()));
    }
    try {
      return Environments.load(file.get());
    } catch (PipelineFileException e) {
      findings.add(Finding.wrong(file.get(), e));
      return Environments.unchecked();
    }
  }

  private Optional<Path> environmentsFile() {
    return environments.or(
        () ->
            Optional.ofNullable(Config.environment().get("ingot.environments.file")).map(Path::of));
  }

  /** As the provisioner refuses it, of a service that has a live fleet. */
  private static Optional<String> tooLong(PipelineFile file) {
    Duration longest = Config.read(Limits.class, Config.environment()).longest();
    List<String> whys = new ArrayList<>();
    for (EnvironmentPlan plan : file.plans()) {
      RolloutTime.refusal(plan, false, true, longest)
          .ifPresent(why -> whys.add(plan.getEnvironment() + ": " + why));
    }
    return whys.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", whys));
  }

  private Finding check(Path path, Environments known) {
    if (!Files.exists(path.toAbsolutePath())) {
      throw new ParameterException(spec.commandLine(), path + " is not there");
    }
    Path file = Files.isDirectory(path.toAbsolutePath()) ? path.resolve(PipelineFile.NAME) : path;
    try {
      if (file.endsWith(ENVIRONMENTS)) {
        Environments.load(file);
        return Finding.right(file);
      }
      PipelineFile read = PipelineFile.load(file, known);
      return tooLong(read)
          .map(why -> Finding.refused(file, read, why))
          .orElseGet(() -> Finding.right(file, read));
    } catch (PipelineFileException e) {
      return Finding.wrong(file, e);
    }
  }
}
