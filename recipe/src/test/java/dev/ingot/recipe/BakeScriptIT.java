package dev.ingot.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.pipeline.ImageSection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs generated scripts with a real shell. */
class BakeScriptIT {
  @TempDir Path root;

  private Path app;

  /** What came of a script. */
  private record Ended(int code, String output) {}

  @BeforeEach
  void sourceTree() throws Exception {
    app = Files.createDirectories(root.resolve("opt/ingot/app"));
    Files.writeString(app.resolve("greeting"), "hello");
  }

  @Test
  void buildsAndLeavesARunnableServiceBehind() throws Exception {
    Ended baked = bake("tr a-z A-Z < greeting > shout", "cat shout");

    assertThat(baked.code()).as(baked.output()).isZero();
    assertThat(root.resolve("etc/systemd/system/ingot-app.service")).exists();
    Ended ran = sh(root.resolve("opt/ingot/run").toString());
    assertThat(ran.output()).isEqualTo("HELLO");
  }

  @Test
  void keepsQuotesDollarsAndLinesOfTheBuild() throws Exception {
    Ended baked =
        bake("x='it'\"'\"'s'\nprintf %s \"$x\" > out\n", "printf '%s' \"$(cat out) $PORT\"");

    assertThat(baked.code()).as(baked.output()).isZero();
    assertThat(Files.readString(app.resolve("out"))).isEqualTo("it's");
    assertThat(sh("PORT=1 " + root.resolve("opt/ingot/run")).output()).isEqualTo("it's 1");
  }

  @Test
  void endsWithTheBuildsExitCodeAtItsFirstFailingCommand() throws Exception {
    Ended baked = bake("false\ntouch later", "true");

    assertThat(baked.code()).isEqualTo(1);
    assertThat(baked.output()).contains("the build command ended with exit code 1");
    assertThat(app.resolve("later")).doesNotExist();
    assertThat(root.resolve("opt/ingot/run")).doesNotExist();
  }

  @Test
  void buildSeesNothingOfTheBuildersEnvironment() throws Exception {
    Ended baked = bake("env > seen", "true");

    assertThat(baked.code()).as(baked.output()).isZero();
    assertThat(Files.readString(app.resolve("seen")))
        .doesNotContain("AWS_SECRET_ACCESS_KEY")
        .contains("CI=true");
  }

  @Test
  void nothingToBuildIsFine() throws Exception {
    String script = BakeScript.of("shop", new ImageSection("b", Optional.empty(), "true"), 8080);

    assertThat(sh(script).code()).isZero();
  }

  @Test
  void aLinkThatTheBaseImageHasIsNotBlamedOnTheBuild() throws Exception {
    Files.move(root.resolve("opt"), root.resolve("elsewhere"));
    Files.createSymbolicLink(root.resolve("opt"), Path.of("elsewhere"));

    Ended baked = bake("touch begun", "true");

    assertThat(baked.code()).isEqualTo(1);
    assertThat(baked.output())
        .contains("the base image has a link on the way to /opt/ingot/app")
        .doesNotContain("the build");
    assertThat(root.resolve("elsewhere/ingot/app/begun")).doesNotExist();
  }

  private Ended bake(String build, String run) throws Exception {
    return sh(BakeScript.of("shop", new ImageSection("b", Optional.of(build), run), 8080));
  }

  private Ended sh(String script) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", script).redirectErrorStream(true);
    builder.environment().put("INGOT_ROOT", root.toString());
    builder.environment().put("AWS_SECRET_ACCESS_KEY", "not-a-secret");
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), output);
  }
}
