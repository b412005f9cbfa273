package dev.ingot.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ingot validate} as a user or a CI runs it: a process, a folder, an exit code. */
@Timeout(300)
class ValidateIT {
  private static final String RIGHT =
      """
      service: shop
      image: {base: debian-12, run: ./run}
      environments: [staging]
      """;

  /** Instances' counters do not tell how they were before. */
  private static final String BLUE_GREEN =
      """
      rollout: {steps: [100], bake: 1m}
      verify:
        sources: {scrape: {}}
        metrics: {orders: {source: scrape, bad: bad_total, total: all_total, tolerate: 2x}}
      """;

  private static final String ENVIRONMENTS =
      """
      environments:
        staging:
          region: eu-central-1
          subnets: [subnet-1]
          vpc: vpc-1
          listener: arn:listener
          hostPattern: "{service}.test"
          artifactBucket: artifacts
          floors: {minInstances: 2}
      services:
        shop: {repository: https://git.example.com/shop.git}
      """;

  @TempDir private Path folder;

  private record Answer(int code, String out, String err) {}

  private Answer validate(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dfile.encoding=UTF-8",
                "-Dstdout.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "validate"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("INGOT_"));
    Path err = folder.resolve("stderr");
    Process process = builder.redirectError(err.toFile()).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Answer(process.exitValue(), out, Files.readString(err));
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void takesTheCurrentFolderAndSaysWhatItDidNotCheck() throws Exception {
    write("ingot.yaml", RIGHT + BLUE_GREEN);

    Answer answer = validate();

    assertThat(answer.out())
        .contains("ingot.yaml: right (shop: staging)")
        .contains("note: staging: at 100% orders: no comparison with the live fleet as it was")
        .contains("note: without --environments");
    assertThat(answer.err()).isEmpty();
    assertThat(answer.code()).isZero();
  }

  @Test
  void showsEachProblemWithItsLineAndACaret() throws Exception {
    write("environments.yaml", ENVIRONMENTS);
    write(
        "shop/ingot.yaml",
        RIGHT.replace("shop", "Shop").replace("run: ./run", "rum: ./run")
            + "fleet: {instances: {min: 1}}\n");

    Answer answer = validate("shop", "--environments", "environments.yaml");

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out().lines())
        .contains(
            "  1 | service: Shop",
            "    |          ^",
            "  4 | fleet: {instances: {min: 1}}",
            "    |                          ^",
            "shop/ingot.yaml: 4 problems")
        .anyMatch(line -> line.startsWith("shop/ingot.yaml:2:26: error: unknown key 'image.rum'"))
        .anyMatch(line -> line.startsWith("shop/ingot.yaml:4:26: error: min 1 is not enough"));
  }

  @Test
  void answersProgramsInJson() throws Exception {
    write("ingot.yaml", RIGHT.replace("staging", "stagin"));
    write("environments.yaml", ENVIRONMENTS);

    Answer answer = validate(".", "--environments", "environments.yaml", "--output", "json");

    JsonNode json = new ObjectMapper().readTree(answer.out());
    assertThat(answer.code()).isEqualTo(1);
    assertThat(json.at("/right").asBoolean()).isFalse();
    assertThat(json.at("/environmentsChecked").asBoolean()).isTrue();
    assertThat(json.at("/files/0/problems/0/line").asInt()).isEqualTo(3);
    assertThat(json.at("/files/0/problems/0/what").asText()).contains("did you mean 'staging'?");
  }

  @Test
  void checksThePlatformTeamsFileToo() throws Exception {
    write("environments.yaml", ENVIRONMENTS.replace("vpc:", "vcp:"));

    Answer answer = validate("environments.yaml");

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out()).contains("did you mean 'vpc'?");
  }

  @Test
  void tellsOfARolloutThatTheProvisionerWouldRefuse() throws Exception {
    write("ingot.yaml", RIGHT + "rollout: {approve: {before: [5, 100]}}\n");

    Answer answer = validate();

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out())
        .contains("error: ingot.yaml: staging: migration, startWithin")
        .contains("more than the 12h of ingot.provisioner.longest");
  }

  @Test
  void neverPrintsWhatMayBeASecret() throws Exception {
    write("ingot.yaml", RIGHT.replace("[staging]", "[staging: {secrets: {A: hunter2}}]"));

    Answer text = validate();
    Answer json = validate("--output", "json");

    assertThat(text.code()).isEqualTo(1);
    assertThat(text.out()).contains("the line is not shown");
    assertThat(text.out() + json.out() + text.err() + json.err()).doesNotContain("hunter2");
  }

  @Test
  void missingFileIsAProblemAndAMissingFolderAMisunderstanding() throws Exception {
    Answer file = validate(".");
    Answer nowhere = validate("nowhere");
    Answer option = validate("--out", "xml");

    assertThat(file.code()).isEqualTo(1);
    assertThat(file.out()).contains("ingot.yaml is not there; add it");
    assertThat(nowhere.code()).isEqualTo(2);
    assertThat(nowhere.err()).contains("nowhere is not there");
    assertThat(option.code()).isEqualTo(2);
  }
}
