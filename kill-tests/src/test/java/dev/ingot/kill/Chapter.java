package dev.ingot.kill;

import java.nio.file.Path;
import java.util.List;

/** The versions of the service, one deployed after the other, and what is announced of each. */
enum Chapter {
  FIRST(
      "true",
      Program.command(200),
      """
      commit
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
      commit
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
      commit
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
      commit
      outcome of artifact-builder: FAILED
      """),
  SILENT(
      "true",
      "sleep 1000",
      """
      commit
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

  /** What is announced of it, in the order of the topics. */
  List<String> announced() {
    return announced.lines().toList();
  }

  /** Whether a fleet is to be made of it, and so its migration to be run. */
  boolean migrates() {
    return this != UNBUILDABLE;
  }

  /**
   * The service's ingot.yaml: steps as short as the judge can do with.
   *
   * @param migrated a file that the migration adds a line to
   */
  String pipeline(String service, String environment, Path migrated) {
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
      hooks: {migrate: {command: "echo %s >> %s", within: 1m}}
      route: {path: %s}
      environments:
        - %s: {}
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
            environment);
  }
}
