package dev.ingot.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.stage.testkit.HostileInputs;
import dev.ingot.stage.testkit.NothingUnhandled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every odd or hostile file has a defined answer, and the page of them is made from the cases:
 * {@code -Dingot.docs=write} makes it anew.
 */
@ExtendWith(NothingUnhandled.class)
class HostileFilesTest {
  static Stream<HostileCase> cases() {
    return Stream.of(HostileYaml.cases(), HostileValues.cases()).flatMap(List::stream);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void hasItsAnswer(HostileCase hostile) {
    try {
      PipelineFile file = Samples.parse(PipelineFile.text(hostile.bytes()));
      assertThat(hostile.isRefused()).as("%s is taken", hostile.input()).isFalse();
      assertThat(hostile.taken().orElseThrow()).accepts(file);
    } catch (PipelineFileException e) {
      assertThat(String.valueOf(e.getMessage())).contains(hostile.answer());
      assertThat(e.problems())
          .isNotEmpty()
          .allSatisfy(
              problem -> {
                assertThat(problem.line()).isPositive();
                assertThat(problem.column()).isPositive();
                assertThat(problem.what())
                    .hasSizeLessThanOrEqualTo(500)
                    .matches("[^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+");
              });
    }
  }

  @Test
  void noMessageShowsASecret() {
    assertThat(
            cases().filter(c -> new String(c.bytes(), StandardCharsets.UTF_8).contains("hunter2")))
        .isNotEmpty()
        .allSatisfy(c -> assertThat(refusal(c)).doesNotContain("hunter2"));
  }

  @Test
  void pageSaysWhatTheCasesSay() throws IOException {
    HostileInputs.assertTold(
        "files", "Pipeline files", HostileFilesTest.class, cases().map(HostileCase::row).toList());
  }

  private static String refusal(HostileCase hostile) {
    try {
      return Samples.parse(PipelineFile.text(hostile.bytes())).toString();
    } catch (PipelineFileException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
