package dev.ingot.pipeline;

import static dev.ingot.pipeline.Kinds.NAME;
import static dev.ingot.pipeline.Kinds.duration;
import static dev.ingot.pipeline.Kinds.line;
import static dev.ingot.pipeline.Kinds.matching;
import static dev.ingot.pipeline.Kinds.whole;

import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.CloudEnvironment.Priorities;
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
  private final Map<String, Policy> policies = new LinkedHashMap<>();

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
      policies.put(name, PolicyReader.read(section));
      section.refuseOthers();
    }
    Map<String, ServiceBinding> services = ServicesReader.read(root.section("services"));
    root.refuseOthers();
    problems.throwIfAny();
    return new Environments(environments, policies, services, false);
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
                Duration.ofSeconds(10)),
            priorities(section.section("routes").section("priorities")));
    environments.put(name, environment);
  }

  /** Previews come before all services, so the services' rules stay behind theirs. */
  private static Priorities priorities(Section section) {
    Kind<Integer> kind = whole(Priorities.SERVICES.first(), Priorities.SERVICES.last());
    Priorities read =
        new Priorities(
            section.read("from", kind, Priorities.SERVICES.first()),
            section.read("to", kind, Priorities.SERVICES.last()));
    if (read.last() < read.first()) {
      section.problem("to", "'to' is below 'from'; raise it");
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
