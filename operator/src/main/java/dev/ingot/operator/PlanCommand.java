package dev.ingot.operator;

import dev.ingot.cloud.CloudException;
import dev.ingot.events.Commit;
import dev.ingot.events.Registration;
import dev.ingot.git.Branch;
import dev.ingot.git.Remotes;
import dev.ingot.git.RepositoryFolder;
import dev.ingot.operator.Planner.Answer;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Environments;
import dev.ingot.pipeline.PipelineFileException;
import dev.ingot.recipe.Kitchen;
import dev.ingot.recipe.Scratch;
import dev.ingot.recipe.SourceCache;
import dev.ingot.stage.LogTool;
import dev.ingot.stage.LogToolException;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.StandingOrders;
import dev.ingot.stage.StartupException;
import dev.ingot.stage.config.Config;
import dev.ingot.stage.config.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what would come of deploying a commit. */
@Command(
    name = "plan",
    description = {
      "Says what deploying a commit would do in each environment: image,",
      "differences from what is live, steps, judges, quotas, refusals.",
      "Reads the repository, the clouds and the log, and changes nothing."
    },
    exitCodeOnInvalidInput = PlanCommand.NOT_UNDERSTOOD,
    footer = {
      "",
      "Settings are the workers' own: INGOT_KAFKA_BOOTSTRAP_SERVERS, INGOT_GIT_…",
      "Exit codes: 0 planned, 1 it would be refused or cannot be planned, 64 not",
      "understood; with --detailed-exitcode, as of terraform plan, 0 nothing to do,",
      "2 something to do."
    })
final class PlanCommand implements Callable<Integer> {
  /** As in sysexits.h: 2 says that there is something to do. */
  static final int NOT_UNDERSTOOD = 64;

  private static final int PLANNED = 0;
  private static final int REFUSED = 1;
  private static final int SOMETHING_TO_DO = 2;

  private static final String NAME = "operator";
  private static final long MIB = 1L << 20;
  private static final long MOST_FETCHED = 4096 * MIB;

  private final Supplier<Map<String, String>> settings;

  @Parameters(
      index = "0",
      paramLabel = "REPOSITORY",
      description = "Path or URL of a git repository, as it is or will be registered.")
  private String repository;

  @Option(
      names = "--ref",
      description =
          "Branch or full ref; the registered one where not given, or else what HEAD points to.")
  private Optional<String> ref = Optional.empty();

  @Option(
      names = "--path",
      paramLabel = "FOLDER",
      description =
          "Folder of the service, for a repository that has several; the registered one where not"
              + " given, or else the root.")
  private Optional<String> path = Optional.empty();

  @Option(
      names = "--environments",
      paramLabel = "FILE",
      description =
          "The platform team's environments.yaml; INGOT_ENVIRONMENTS_FILE where not given.")
  private Optional<Path> environmentsFile = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "text|json",
      description = "For people or for programs; text where not given.")
  private Output output = Output.text;

  @Option(names = "--detailed-exitcode", description = "Exit with 2 when there is something to do.")
  private boolean detailed;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "30s",
      converter = Durations.class,
      description = "Longest wait for each thing asked of the log; 30s where not given.")
  private Duration timeout;

  @Spec private CommandSpec spec;

  PlanCommand(Supplier<Map<String, String>> settings) {
    this.settings = settings;
  }

  @Override
  public Integer call() {
    try {
      Map<String, String> all = new TreeMap<>(settings.get());
      environmentsFile.ifPresent(file -> all.put("ingot.environments.file", file.toString()));
      return say(plan(all));
    } catch (ConfigException e) {
      return failed(e, NOT_UNDERSTOOD);
    } catch (IOException | CloudException | LogToolException | StartupException e) {
      return failed(e, REFUSED);
    }
  }

  private int failed(Exception e, int code) {
    spec.commandLine().getErr().println("ingot: " + Clean.line(String.valueOf(e.getMessage())));
    return code;
  }

  private Answer plan(Map<String, String> all) throws IOException {
    PlanConfig config = Config.read(PlanConfig.class, all);
    RuntimeConfig runtime = Config.read(RuntimeConfig.class, all);
    Environments environments = environments(config.environments());
    Remotes remotes = new Remotes(config.git());
    try (Scratch scratch = Scratch.make();
        CloudsByEnvironment clouds = new CloudsByEnvironment(environments);
        StandingOrders orders = StandingOrders.open(runtime);
        LogTool log = LogTool.open(NAME, runtime)) {
      SourceCache sources =
          new SourceCache(
              scratch.folder().resolve("repositories"),
              remotes,
              config.fetchDeadline(),
              MOST_FETCHED);
      Kitchen kitchen =
          new Kitchen(
              sources,
              environments,
              clouds,
              scratch.folder().resolve("archives"),
              config.sourceMib() * MIB);
      Planner planner =
          new Planner(
              environments,
              clouds,
              sources,
              kitchen,
              orders.registrations(),
              orders::frozen,
              service -> LogMemory.read(log, service, timeout),
              config.longest());
      Asked asked = asked(environments, orders.registrations());
      return planner.plan(commit(remotes, asked), asked.folder());
    }
  }

  private Environments environments(Path file) {
    try {
      return Environments.load(file);
    } catch (PipelineFileException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    }
  }

  /** What is asked for, with what is registered in place of what is not said. */
  private record Asked(String repository, Optional<String> ref, String folder) {}

  private Asked asked(Environments environments, Map<String, Registration> registrations) {
    String location = Remotes.located(repository);
    Map<String, Registration> its = Registrations.of(location, registrations);
    Map<String, String> folders = new TreeMap<>();
    its.forEach(
        (service, registration) ->
            folders.put(service, Registrations.folder(environments, service, registration)));
    String folder = path.map(this::folder).orElseGet(() -> only(folders));
    Optional<String> registered =
        its.entrySet().stream()
            .filter(one -> folder.equals(folders.get(one.getKey())))
            .map(one -> one.getValue().getRef())
            .findFirst();
    return new Asked(location, ref.or(() -> registered), folder);
  }

  private String folder(String written) {
    String folder = RepositoryFolder.normal(written);
    Optional<String> refusal = RepositoryFolder.refusal(folder);
    if (refusal.isPresent()) {
      throw new ParameterException(spec.commandLine(), "--path " + refusal.get());
    }
    return folder;
  }

  /** The folder that is registered, where there is no choice. */
  private String only(Map<String, String> folders) {
    if (folders.values().stream().distinct().count() > 1) {
      throw new ParameterException(
          spec.commandLine(),
          "several services are registered from this repository; name one with --path: "
              + folders.entrySet().stream()
                  .map(one -> "%s (%s)".formatted(one.getKey(), one.getValue()))
                  .collect(Collectors.joining(", ")));
    }
    return folders.values().stream().findFirst().orElse("");
  }

  private static Commit commit(Remotes remotes, Asked asked) throws IOException {
    Branch branch =
        remotes
            .branch(asked.repository(), asked.ref())
            .orElseThrow(
                () ->
                    new IOException(
                        asked
                            .ref()
                            .map(name -> "the repository has no branch " + name)
                            .orElse(
                                "the repository has no commits on a default branch; name one with"
                                    + " --ref")));
    return Commit.newBuilder()
        .setRepository(asked.repository())
        .setRef(branch.ref())
        .setId(branch.commit())
        .build();
  }

  private int say(Answer answer) {
    boolean json = output == Output.json;
    PrintWriter out = spec.commandLine().getOut();
    switch (answer) {
      case Answer.Planned planned ->
          out.print(
              json
                  ? Texts.json(PlanJson.of(planned.plan())) + System.lineSeparator()
                  : PlanText.of(planned.plan()));
      case Answer.Refused refused ->
          out.print(
              json
                  ? Texts.json(PlanJson.of(refused.plan())) + System.lineSeparator()
                  : refused.plan().text());
    }
    out.flush();
    return code(answer, detailed);
  }

  static int code(Answer answer, boolean detailed) {
    return switch (answer) {
      case Answer.Refused refused -> REFUSED;
      case Answer.Planned planned when planned.plan().refused() -> REFUSED;
      case Answer.Planned planned when planned.plan().nothing() || !detailed -> PLANNED;
      case Answer.Planned planned -> SOMETHING_TO_DO;
    };
  }
}
