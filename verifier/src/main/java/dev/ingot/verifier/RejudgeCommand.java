package dev.ingot.verifier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ingot.pipeline.Environments;
import dev.ingot.pipeline.PipelineFile;
import dev.ingot.pipeline.PipelineFileException;
import dev.ingot.pipeline.Times;
import dev.ingot.stage.LogToolException;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.config.Config;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Judges past rollouts again, by their own policy or by another. */
@Command(
    name = "rejudge",
    description =
        "Judges past rollouts again from what was measured, and says what would have differed.",
    footer = {
      "",
      "Changes nothing. Finds the log by the workers' own settings.",
      "Exit codes: 0 every verdict comes out as it was, 1 one does not or nothing could be read,"
          + " 2 not understood."
    })
public final class RejudgeCommand implements Callable<Integer> {
  private static final String LOGBACK = "logback.configurationFile";

  private final Supplier<Map<String, String>> settings;
  private final InstantSource clock;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DEPLOYMENT",
      description = "Its id, such as shop-production-1a2b3c4d-5e6f7a8b.")
  private Optional<String> deployment = Optional.empty();

  @Option(names = "--all", description = "Every deployment that the log tells of.")
  private boolean all;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description =
          "An ingot.yaml whose verify, and rollout.early, is held against the same measurements.")
  private Optional<Path> policy = Optional.empty();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = Lengths.class,
      description = "Of the last 2h, 7d, … alone; all that is retained where not given.")
  private Optional<Duration> since = Optional.empty();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "2m",
      converter = Lengths.class,
      description = "Longest wait for each topic; 2m where not given.")
  private Duration timeout = Duration.ofMinutes(2);

  @Option(
      names = "--output",
      paramLabel = "text|json",
      description = "For people or for programs; text where not given.")
  private Output output = Output.text;

  @Spec private CommandSpec spec;

  /** For whom. */
  enum Output {
    text,
    json
  }

  /**
   * A command for any command line.
   *
   * @param settings the workers' keys; asked for when it runs
   * @param clock what {@code --since} counts from
   */
  public RejudgeCommand(Supplier<Map<String, String>> settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** The command on its own, without the sandbox. */
  public static void main(String[] args) {
    if (System.getProperty(LOGBACK) == null) {
      System.setProperty(LOGBACK, "dev/ingot/verifier/rejudge-logback.xml");
    }
    int code =
        new CommandLine(new RejudgeCommand(Config::environment, InstantSource.system()))
            .execute(args);
    System.out.flush();
    System.exit(code);
  }

  @Override
  public Integer call() {
    if (all == deployment.isPresent()) {
      throw new ParameterException(spec.commandLine(), "name one deployment, or write --all");
    }
    RuntimeConfig config = Config.read(RuntimeConfig.class, settings.get());
    try {
      Optional<PipelineFile> other =
          policy.map(file -> PipelineFile.load(file, Environments.unchecked()));
      return judge(config, other);
    } catch (LogToolException | PipelineFileException e) {
      spec.commandLine().getErr().println("ingot: " + e.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private int judge(RuntimeConfig config, Optional<PipelineFile> other) {
    Instant begin = since.map(clock.instant()::minus).orElse(Instant.EPOCH);
    List<PastStep> steps =
        PastVerdicts.read(
            config,
            found -> deployment.filter(id -> !id.equals(found.getId())).isEmpty(),
            begin,
            timeout);
    if (steps.isEmpty() && deployment.isPresent()) {
      throw new LogToolException(
          "the log tells of no step of '%s' that was judged; is that its id, and is it retained?"
              .formatted(deployment.get()),
          null);
    }
    List<Rejudgement> judged =
        steps.stream()
            .map(
                step -> Rejudgement.of(step, other.flatMap(file -> PastVerdicts.under(file, step))))
            .toList();
    RejudgeReport report = new RejudgeReport(judged, policy.map(Path::toString));
    PrintWriter out = spec.commandLine().getOut();
    out.print(output == Output.json ? json(report) + "\n" : report.text());
    out.flush();
    return report.reproduced() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private static String json(RejudgeReport report) {
    try {
      return JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build()
          .writeValueAsString(report.tree());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always written", e);
    }
  }

  /** Times as people write them, but for none at all. */
  static final class Lengths implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return Times.parse(text)
          .filter(time -> !time.isZero())
          .orElseThrow(
              () -> new TypeConversionException("write a time such as 30s, 10m, 2h or 7d"));
    }
  }
}
