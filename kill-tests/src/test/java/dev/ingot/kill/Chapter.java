package dev.ingot.kill;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.List;

/** The versions of the service, one deployed after the other, and what is announced of each. */
enum Chapter {
  FIRST(
      "true",
      Program.command(200),
      """
      image
      fleet
      traffic step 0: 0 to 100 %
      verdict of health on step 0: ADVANCE
      outcome of traffic-shifter: PROMOTED
      """),
  BETTER(
      "true",
      Program.command(200),
      """
      image
      fleet and baseline
      traffic step 0: 0 to 50 %, 25 to the baseline
      traffic step 1: 50 to 100 %
      verdict of health on step 0: ADVANCE
      verdict of health on step 1: ADVANCE
      outcome of traffic-shifter: PROMOTED
      """),
  FAULTY(
      "true",
      Program.command(500),
      """
      image
      fleet and baseline
      traffic step 0: 0 to 50 %, 25 to the baseline
      traffic step -1: 50 to 0 %
      verdict of health on step 0: ROLL_BACK
      outcome of traffic-shifter: ROLLED_BACK
      """),
  UNBUILDABLE(
      "false",
      Program.command(200),
      """
      outcome of artifact-builder: FAILED
      """),
  SILENT(
      "true",
      "sleep 1000",
      """
      image
      outcome of provisioner: FAILED
      """);

  private final String build;
  private final String run;
  private final String announced;

  Chapter(String build, String run, String announced) {
    this.build = build;
    this.run = run;
    this.announced = announced;
  }

  /** What is announced of it in each of its environments, in the order of the topics. */
  List<String> announced() {
    return announced.lines().toList();
  }

  /**
   * Those that it goes through.
   *
   * @param all that there are; the first version goes through them one after the other
   */
  List<String> environments(List<String> all) {
    return this == FIRST ? all : all.subList(0, 1);
  }

  /** Whether an image is made of it. */
  boolean bakes() {
    return announced().contains("image");
  }

  /** Whether a fleet is to be made of it, and so its migration to be run. */
  boolean migrates() {
    return this != UNBUILDABLE;
  }

  /**
   * The service's ingot.yaml: steps as short as the judge can do with.
   *
   * @param environments that there are
   * @param migrated a file that the migration adds a line to in each of the chapter's
   */
  String pipeline(String service, List<String> environments, Path migrated) {
    return """
      service: %s
      image: {base: debian-12, build: "%s", run: "%s"}
      fleet:
        instances: {min: 1, max: 1}
        type: t3.micro
        health: /health
        startWithin: %s
      rollout: {steps: [50, 100]}
      verify: {alpha: 0.5, baseline: fresh}
      hooks: {migrate: {command: "echo %s in $PLACE >> %s", within: 1m}}
      route: {path: %s}
      environments: [%s]
      """
        .formatted(
            service,
            build,
            run,
            this == SILENT ? "5s" : "2m",
            name(),
            migrated,
            // The first has one path alone, so the rule moves when the next is promoted.
            this == FIRST ? "/hello" : "/",
            environments(environments).stream()
                .map("{%1$s: {settings: {PLACE: %1$s}}}"::formatted)
                .collect(joining(", ")));
  }
}
