package dev.ingot.pipeline;

import static dev.ingot.pipeline.Kinds.NAME;
import static dev.ingot.pipeline.Kinds.bool;
import static dev.ingot.pipeline.Kinds.duration;
import static dev.ingot.pipeline.Kinds.matching;
import static dev.ingot.pipeline.Kinds.whole;

import dev.ingot.pipeline.Policy.FileSystem;
import dev.ingot.pipeline.Policy.Prometheus;
import dev.ingot.pipeline.Policy.Quotas;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads what an environment offers to services, and asks of them. */
final class PolicyReader {
  static final Kind<String> SECRET_PREFIX =
      matching(
          "ssm:/[A-Za-z0-9_./{}-]{0,500}|secretsmanager:[A-Za-z0-9/_+=.@{}-]{0,400}",
          "how a reference begins, such as ssm:/{service}/{environment}/");

  private static final Kind<String> HOST =
      matching(
          "(\\*\\.)?[a-z0-9{}][a-z0-9.{}-]{0,127}",
          "a host name such as api.example.com, or *. and a domain");
  private static final Kind<String> PATH =
      matching("/[A-Za-z0-9/._~{}-]{0,120}", "a path such as /api");
  private static final Kind<String> ROLE =
      matching("[A-Za-z0-9+=,.@_{}-]{1,128}", "an instance profile, such as {service}-instance");
  private static final Kind<String> FILE_SYSTEM =
      matching("fs-[0-9a-f]{8,40}", "a file system's id, such as fs-0123456789abcdef0");
  private static final Kind<String> ACCESS_POINT =
      matching("fsap-[0-9a-f]{8,40}", "an access point's id, such as fsap-0123456789abcdef0");
  private static final int MOST_QUOTA = 100_000;

  private PolicyReader() {}

  static Policy read(Section section) {
    Section routes = section.section("routes");
    Policy policy =
        new Policy(
            floors(section.section("floors")),
            routes.list("hosts", HOST).orElse(List.of()),
            routes.list("paths", PATH).orElse(List.of("/")),
            prometheus(section.section("prometheus")),
            fileSystems(section.section("fileSystems")),
            section.list("secrets", SECRET_PREFIX).orElse(Policy.OWN_SECRETS),
            section.list("roles", ROLE).orElse(List.of()),
            quotas(section.section("quotas")),
            false);
    routes.has("priorities"); // read with the environment
    routes.refuseOthers();
    return policy;
  }

  private static Floors floors(Section section) {
    Floors none = Floors.NONE;
    int least = section.read("minInstances", whole(1, Floors.MOST_INSTANCES), none.minInstances());
    Floors read =
        new Floors(
            section.read("bake", duration(Duration.ZERO, Duration.ofDays(1)), none.bake()),
            section.read("steps", whole(1, 100), none.steps()),
            least,
            section.read("maxInstances", whole(1, Floors.MOST_INSTANCES), none.maxInstances()),
            section.list("judges", NAME).orElse(List.of()),
            section.read("alpha", Kinds.number(0, 0.5), none.alpha()),
            section.read("minRequests", whole(0, 999_999_999), 0),
            section.read("approve", bool(), false));
    if (read.maxInstances() < least) {
      section.problem("maxInstances", "'maxInstances' is below 'minInstances'; raise it");
    }
    section.refuseOthers();
    return read;
  }

  private static Map<String, Prometheus> prometheus(Section section) {
    Map<String, Prometheus> endpoints = new LinkedHashMap<>();
    for (String name : section.keys(NAME)) {
      Section endpoint = section.section(name);
      Optional<URI> url = endpoint.required("url", Kinds.httpUrl());
      Optional<Path> token =
          endpoint.read("tokenFile", matching("/[!-~]{1,500}", "an absolute path")).map(Path::of);
      endpoint.refuseOthers();
      url.ifPresent(u -> endpoints.put(name, new Prometheus(u, token)));
    }
    return endpoints;
  }

  private static Map<String, FileSystem> fileSystems(Section section) {
    Map<String, FileSystem> fileSystems = new LinkedHashMap<>();
    for (String name : section.keys(NAME)) {
      Section one = section.section(name);
      Optional<String> id = one.required("id", FILE_SYSTEM);
      Optional<String> accessPoint = one.read("accessPoint", ACCESS_POINT);
      List<String> services = one.list("services", NAME).orElse(List.of());
      one.refuseOthers();
      id.ifPresent(i -> fileSystems.put(name, new FileSystem(i, accessPoint, services)));
    }
    return fileSystems;
  }

  private static Quotas quotas(Section section) {
    Quotas quotas =
        new Quotas(
            quota(section, "instances"),
            quota(section, "groups"),
            quota(section, "targetGroups"),
            quota(section, "rules"));
    section.refuseOthers();
    return quotas;
  }

  private static OptionalInt quota(Section section, String key) {
    return section.read(key, whole(1, MOST_QUOTA)).map(OptionalInt::of).orElse(OptionalInt.empty());
  }
}
