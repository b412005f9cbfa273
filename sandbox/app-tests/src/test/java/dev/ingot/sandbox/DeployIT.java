package dev.ingot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.Test;

/** Services that are not ours, from repositories of their own, on one running stack. */
class DeployIT extends OnAStack {
  @Test
  void deploysAPythonServiceAndBakesTheSameCommitOnlyOnce() throws Exception {
    assumeTrue(installed("python3"), "python3 is not installed");
    Path repository = running("pages", "python3 -m http.server $PORT --bind 127.0.0.1");
    Files.writeString(repository.resolve("index.html"), "hello from python");
    commit(repository);

    assertThat(deploy(repository, 0)).contains("baked in").contains("PROMOTED");
    assertThat(get("pages", "/")).contains("hello from python");
    assertThat(deploy(repository, 0)).contains("nothing to bake").contains("PROMOTED");
    assertThat(get("pages", "/")).contains("hello from python");
    assertThat(awsLists(home)).isTrue();
    judgesThemAgain(repository.resolve("ingot.yaml"));
  }

  /** What was deployed, by its own policy and by the file's, which is the same. */
  private void judgesThemAgain(Path file) throws Exception {
    try (IngotProcess all =
        IngotProcess.start(
            home, "rejudge", "--all", "--policy", file.toString(), "--output", "json")) {
      assertThat(all.exitCode(PATIENCE)).as(all::output).isZero();
      assertThat(all.output())
          .contains("\"service\" : \"pages\"", "\"reproduction\" : \"SAME\"")
          .contains("\"other\" : 0", "\"different\" : 0");
    }
    try (IngotProcess unknown = IngotProcess.start(home, "rejudge", "pages-production-0")) {
      assertThat(unknown.exitCode(PATIENCE)).as(unknown::output).isEqualTo(1);
      assertThat(unknown.output()).contains("the log tells of no step of 'pages-production-0'");
    }
  }

  @Test
  void deploysANodeService() throws Exception {
    assumeTrue(installed("node"), "node is not installed");
    Path repository = running("api", "node server.js");
    Files.writeString(
        repository.resolve("server.js"),
        """
        require('http')
          .createServer((request, response) => response.end('hello from node'))
          .listen(process.env.PORT, '127.0.0.1');
        """);
    commit(repository);

    assertThat(deploy(repository, 0)).contains("PROMOTED");
    assertThat(get("api", "/")).contains("hello from node");
  }

  @Test
  void twoServicesShareAHostAndTheLongerPathComesFirst() throws Exception {
    Path all = repository("site", "environments: [{production: {settings: {LEVEL: site}}}]");
    deploy(all, 0);
    Path part =
        repository(
            "part",
            """
            environments:
              - production: {settings: {LEVEL: part}, route: {host: site.localhost, path: /part}}
            """);
    deploy(part, 0);

    assertThat(get("site", "/seen")).startsWith("site");
    assertThat(get("site", "/part/seen")).startsWith("part");
    assertThat(get("site", "/partner")).startsWith("site");

    // The other one is deployed again, and leaves it so.
    change(all, "environments: [{production: {settings: {LEVEL: site2}}}]");
    deploy(all, 0);
    assertThat(get("site", "/seen")).startsWith("site2");
    assertThat(get("site", "/part/seen")).startsWith("part");

    Path rival =
        repository("rival", "environments: [{production: {route: {host: site.localhost}}}]");
    assertThat(deploy(rival, 1)).contains("is the route of service 'site'");
  }

  private Path running(String service, String run) throws Exception {
    Path repository = Files.createDirectory(folder.resolve(service));
    Git.init().setDirectory(repository.toFile()).setInitialBranch("main").call().close();
    Files.writeString(repository.resolve("ingot.yaml"), pipeline(service, run));
    return repository;
  }

  private static String pipeline(String service, String run) {
    return """
      service: %s
      image:
        base: debian-12
        build: "true"
        run: %s
      fleet:
        instances: {min: 1, max: 2}
        type: t3.micro
        health: /
      rollout:
        steps: [100]
        bake: 2s
      verify:
        minRequests: 0
      environments:
        - production: {}
      """
        .formatted(service, run);
  }

  /** What an operator sees with the AWS command line; true where it is not installed. */
  private static boolean awsLists(Path home) throws Exception {
    if (!installed("aws")) {
      return true;
    }
    Path environment = Endpoints.read(home.resolve("up")).orElseThrow().environmentFile();
    assertThat(aws(environment, "ec2 describe-images --owners self")).contains("ingot:bake-key");
    assertThat(aws(environment, "autoscaling describe-auto-scaling-groups"))
        .contains("ingot:deployment");
    String groups = aws(environment, "elbv2 describe-target-groups");
    assertThat(groups).contains("ig-pages");
    assertThat(aws(environment, "elbv2 describe-load-balancers")).contains("arn:aws");
    return true;
  }

  private static String aws(Path environment, String command) throws Exception {
    Process process =
        new ProcessBuilder(
                "sh", "-c", ". \"$0\"; exec aws --output json " + command, environment.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }

  private static boolean installed(String program) throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", "command -v " + program)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor() == 0;
  }
}
