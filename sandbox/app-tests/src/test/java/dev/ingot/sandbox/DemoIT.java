package dev.ingot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
  @TempDir private Path folder;

  @Test
  void tellsTheWholeStoryAndLeavesNothingBehind() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    try (IngotProcess demo = IngotProcess.start(home, "demo")) {
      int code = demo.exitCode(Duration.ofMinutes(5));
      System.out.println(demo.output());
      assertThat(code).as(demo::output).isZero();
      assertThat(demo.output())
          .containsPattern("v1 .*PROMOTED")
          .containsPattern("v2 .*PROMOTED")
          .containsPattern("v3 .*ROLLED_BACK")
          .containsPattern("v4 .*FAILED")
          .contains("Page.java:11: error:")
          // v1 in one step, v2 in four, and the one that rolled v3 back; on a busy machine few
          // requests reach v3 at 5 %, and it may come one step further.
          .containsPattern("([6-9]) of \\1 verdicts come out the same");
      demo.assertNothingLeft();
    }
  }
}
