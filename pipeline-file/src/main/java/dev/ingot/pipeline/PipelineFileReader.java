package dev.ingot.pipeline;

import static dev.ingot.pipeline.Kinds.NAME;
import static dev.ingot.pipeline.Kinds.line;
import static dev.ingot.pipeline.Kinds.matching;

import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.events.EnvironmentPlan;
import dev.ingot.pipeline.Tree.Entries;
import dev.ingot.pipeline.Tree.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads {@code ingot.yaml}. */
final class PipelineFileReader {
  private static final int LONGEST_BUILD = 8_192;
  private static final int LONGEST_RUN = 2_048;
  private static final Kind<String> BUILD =
      new Kind<>(
          "shell commands of 1 to %,d characters, such as ./build.sh; leave the key out when"
                  .formatted(LONGEST_BUILD)
              + " nothing is to be built",
          text -> Optional.of(text).filter(PipelineFileReader::isScript));

  private final Problems problems;
  private final Environments environments;

  private PipelineFileReader(Problems problems, Environments environments) {
    this.problems = problems;
    this.environments = environments;
  }

  static PipelineFile read(String yaml, Environments environments) {
    Problems problems = new Problems(PipelineFile.NAME);
    Entries root = YamlReader.read(yaml, problems);
    return new PipelineFileReader(problems, environments).file(root);
  }

  private PipelineFile file(Entries tree) {
    Section root = new Section(tree, "", problems);
    Optional<String> service = root.required("service", NAME);
    service.flatMap(this::unboundService).ifPresent(what -> root.problem("service", what));
    ImageSection image = image(root);
    Entries common = common(root);
    List<EnvironmentPlan> plans =
        root.singles("environments", NAME).stream()
            .flatMap(single -> plan(single, common, service.orElse("service")).stream())
            .toList();
    if (!root.has("environments")) {
      // What is wrong with the sections is told all the same.
      planOf(common, scope("none", "service", Policy.OPEN));
    }
    if (plans.stream().map(plan -> plan.getFleet().getPort()).distinct().count() > 1) {
      root.problem(
          "environments",
          "the environments differ in fleet.port, but share one image; use one port");
    }
    root.refuseOthers();
    problems.throwIfAny();
    return new PipelineFile(service.orElseThrow(), image, plans);
  }

  /** What stands for all environments. */
  private static Entries common(Section root) {
    Map<String, Entry> sections = new LinkedHashMap<>();
    for (String key : PlanReader.SECTIONS) {
      root.raw(key).ifPresent(entry -> sections.put(key, entry));
    }
    return new Entries(sections, root.at(""));
  }

  private ImageSection image(Section root) {
    if (!root.has("image")) {
      root.required("image", new Kind<>("image: {base: …, build: …, run: …}", Optional::of));
      return new ImageSection("", Optional.empty(), "");
    }
    Section image = root.section("image");
    Optional<String> base =
        image.required(
            "base",
            matching(
                "[A-Za-z0-9][A-Za-z0-9:/._-]{0,299}",
                "an alias of the environment, an image id or an ssm: parameter"));
    Optional<String> build = image.read("build", BUILD);
    Optional<String> run = image.required("run", line(LONGEST_RUN, "./bin/shop"));
    image.refuseOthers();
    return new ImageSection(base.orElse(""), build, run.orElse(""));
  }

  /** The plan of one environment: what is common, with the environment's own words over it. */
  private Optional<EnvironmentPlan> plan(Section.Single single, Entries common, String service) {
    Optional<CloudEnvironment> environment = environments.find(single.name());
    if (environment.isEmpty()) {
      problems.add(single.at(), unknownEnvironment(single.name()));
    }
    Policy policy = environment.isEmpty() ? Policy.OPEN : environments.policy(single.name());
    return planOf(common.under(single.map()), scope(single.name(), service, policy));
  }

  private Optional<EnvironmentPlan> planOf(Entries merged, Scope scope) {
    // Without the environment's name: what is wrong for all of them is told once.
    return new PlanReader(new Section(merged, "", problems), scope, problems).read();
  }

  private Scope scope(String environment, String service, Policy policy) {
    List<String> secrets =
        environments.binding(service).map(ServiceBinding::secrets).orElse(List.of());
    CloudEnvironment known =
        environments.find(environment).orElseGet(() -> Environments.unknown(environment));
    return new Scope(service, secrets, known, policy);
  }

  /** The platform team says who may deploy which service; one that it does not name, nobody. */
  private Optional<String> unboundService(String service) {
    Set<String> known = environments.services().keySet();
    return known.isEmpty() || known.contains(service)
        ? Optional.empty()
        : Optional.of(
            "service '%s' is not among 'services' in environments.yaml%s"
                .formatted(
                    service,
                    Similar.to(service, known)
                        .map(s -> "; did you mean '" + s + "'?")
                        .orElse("; ask the platform team to add it")));
  }

  private String unknownEnvironment(String name) {
    List<String> known =
        new ArrayList<>(environments.all().stream().map(CloudEnvironment::name).toList());
    String hint = Similar.to(name, known).map(s -> "; did you mean '" + s + "'?").orElse("");
    return "there is no environment '%s'%s (environments.yaml has: %s)"
        .formatted(name, hint, known.stream().collect(Collectors.joining(", ")));
  }

  private static boolean isScript(String text) {
    return !text.isBlank()
        && text.length() <= LONGEST_BUILD
        && text.chars().noneMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t');
  }
}
