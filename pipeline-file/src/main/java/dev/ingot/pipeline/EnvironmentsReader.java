package dev.ingot.pipeline;

import static dev.ingot.pipeline.Kinds.NAME;
import static dev.ingot.pipeline.Kinds.duration;
import static dev.ingot.pipeline.Kinds.line;
import static dev.ingot.pipeline.Kinds.matching;
import static dev.ingot.pipeline.Kinds.whole;

import dev.ingot.cloud.CloudEnvironment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code environments.yaml}. */
final class EnvironmentsReader {
  private static final Duration DAY = Duration.ofDays(1);

  private final Problems problems;
  private final Map<String, CloudEnvironment> environments = new LinkedHashMap<>();
  private final Map<String, Floors> floors = new LinkedHashMap<>();

  private EnvironmentsReader(Problems problems) {
    this.problems = problems;
  }

  static Environments read(String yaml, String file) {
    Problems problems = new Problems(file);
    Section root = new Section(YamlReader.read(yaml, problems), "", problems);
    return new EnvironmentsReader(problems).file(root);
  }

  private Environments file(Section root) {
    Section all = root.section("environments");
    List<String> names = all.keys(NAME);
    if (names.isEmpty() && problems.none()) {
      root.problem("environments", "'environments' names none; add at least one");
    }
    for (String name : names) {
      Section section = all.section(name);
      environment(name, section);
      floors.put(name, floors(section.section("floors")));
      section.refuseOthers();
    }
    Section services = root.section("services");
    Map<String, String> repositories = new LinkedHashMap<>();
    for (String service : services.keys(NAME)) {
      Section section = services.section(service);
      section
          .required("repository", line(1000, "https://git.example.com/acme/shop.git"))
          .ifPresent(
              repository -> {
                if (Kinds.hasCredentials(repository)) {
                  section.problem(
                      "repository",
                      "'%s' has a user or password in its URL; write it without"
                          .formatted(section.name("repository")));
                }
                repositories.put(service, repository);
              });
      section.refuseOthers();
    }
    root.refuseOthers();
    problems.throwIfAny();
    return new Environments(environments, floors, repositories);
  }

  private void environment(String name, Section section) {
    Optional<String> region = section.required("region", matching("[a-z0-9-]{1,40}", "a region"));
    Optional<String> vpc = section.required("vpc", line(100, "vpc-0a1b2c"));
    Optional<String> listener = section.required("listener", line(300, "the listener's ARN"));
    Optional<String> bucket =
        section.required("artifactBucket", matching("[a-z0-9][a-z0-9.-]{2,62}", "a bucket's name"));
    Optional<String> host =
        section.required(
            "hostPattern",
            matching(
                "[a-zA-Z0-9.{}-]*\\{service\\}[a-zA-Z0-9.{}-]*",
                "a host name with {service} in it, such as {service}.example.com"));
    List<String> subnets = section.list("subnets", line(100, "subnet-0a1b2c")).orElse(List.of());
    if (!section.has("subnets")) {
      section.problem("subnets", "'%s' is missing; add a list".formatted(section.name("subnets")));
    }
    Duration tick =
        section.read("tick", duration(Duration.ofMillis(100), Duration.ofMinutes(5)), minute());
    CloudEnvironment environment =
        new CloudEnvironment(
            name,
            section.read("provider", NAME, "aws"),
            region.orElse(""),
            section.read("endpoint", Kinds.httpUrl()),
            subnets,
            section.list("securityGroups", line(100, "sg-0a1b2c")).orElse(List.of()),
            vpc.orElse(""),
            listener.orElse(""),
            host.orElse(""),
            section.map(
                "baseImages",
                matching("[A-Za-z0-9][A-Za-z0-9._-]{0,79}", "an alias such as debian-12"),
                line(300, "ami-0123456789abcdef0 or ssm:/aws/service/…")),
            section.read("instanceProfile", line(300, "shop-instance")),
            section.read("builderProfile", line(300, "ingot-builder")),
            section.read("builderType", Kinds.line(40, "t3.small"), "t3.small"),
            bucket.orElse(""),
            tick,
            section.read(
                "telemetryDelay", duration(Duration.ZERO, Duration.ofHours(1)), delay(tick)),
            section.read("keepPrevious", duration(Duration.ZERO, DAY.multipliedBy(30)), hour()),
            section.read("drainFor", duration(Duration.ZERO, Duration.ofHours(1)), drain()),
            section.read(
                "healthInterval",
                duration(Duration.ofMillis(100), Duration.ofMinutes(5)),
                Duration.ofSeconds(10)));
    environments.put(name, environment);
  }

  private Floors floors(Section section) {
    int least =
        section.read("minInstances", whole(1, Floors.MOST_INSTANCES), Floors.NONE.minInstances());
    Floors read =
        new Floors(
            section.read("bake", duration(Duration.ZERO, DAY), Floors.NONE.bake()),
            section.read("steps", whole(1, 100), Floors.NONE.steps()),
            least,
            section.read(
                "maxInstances", whole(1, Floors.MOST_INSTANCES), Floors.NONE.maxInstances()),
            section.list("judges", NAME).orElse(List.of()));
    if (read.maxInstances() < least) {
      section.problem("maxInstances", "'maxInstances' is below 'minInstances'; raise it");
    }
    section.refuseOthers();
    return read;
  }

  private static Duration minute() {
    return Duration.ofMinutes(1);
  }

  private static Duration hour() {
    return Duration.ofHours(1);
  }

  /**
   * 120 s: users of ALBs saw 503s when the old group went right after the shift, none after that.
   */
  private static Duration drain() {
    return Duration.ofMinutes(2);
  }

  /** CloudWatch's numbers of a minute settle two minutes later; a quicker source is as quick. */
  private static Duration delay(Duration tick) {
    return tick.multipliedBy(2);
  }
}
