package dev.ingot.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** That the measurements still run; their figures mean nothing here. */
class BenchIT {
  @TempDir private Path folder;

  @Test
  void measuresAndWritesItDown() throws Exception {
    ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    List<Benchmark> some =
        List.of(
            new Micro(),
            new Hops(),
            new FlatOut(),
            new Slow(),
            new Waiting(),
            new Takeover(),
            new Webhooks(),
            new Judging(),
            new Verdicts());

    // Whether the goals are met is for a quiet machine to say.
    Bench.run(
        some,
        Effort.SMOKE,
        new Results(folder),
        new PrintStream(terminal, true, StandardCharsets.UTF_8));

    assertThat(folder)
        .isDirectoryContaining("glob:**/README.md")
        .isDirectoryContaining("glob:**/waiting.md")
        .isDirectoryContaining("glob:**/waiting.svg")
        .isDirectoryContaining("glob:**/waiting.json")
        .isDirectoryContaining("glob:**/flat-out.md")
        .isDirectoryContaining("glob:**/hops.md")
        .isDirectoryContaining("glob:**/slow.md")
        .isDirectoryContaining("glob:**/takeover.md")
        .isDirectoryContaining("glob:**/webhooks.md")
        .isDirectoryContaining("glob:**/micro.md")
        .isDirectoryContaining("glob:**/judge.md")
        .isDirectoryContaining("glob:**/judge.svg")
        .isDirectoryContaining("glob:**/verdicts.json");
    assertThat(terminal.toString(StandardCharsets.UTF_8)).contains("bare loop", "StageWorker");
    assertThat(Files.readString(folder.resolve("README.md"))).contains("[", "](waiting.md)");
  }

  @Test
  void theCommandKnowsItsBenchmarks() {
    CommandLine commands = new CommandLine(new Bench());
    StringWriter errors = new StringWriter();
    commands.setErr(new PrintWriter(errors));
    assertThat(commands.execute("nothing")).isEqualTo(2);
    assertThat(errors.toString())
        .contains("micro, hops, flat-out, slow, waiting, takeover, webhooks, judge, verdicts");
  }
}
