package dev.ingot.operator;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What everybody says who writes to the log: who, why, and how long it may take. */
final class Signature {
  @Option(
      names = {"--reason", "--why"},
      paramLabel = "WHY",
      description = "Why, for those who read the log later.")
  private @Nullable String reason;

  @Option(names = "--who", paramLabel = "NAME", description = "Who you are.")
  private String who = DeadLettersCommand.user();

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "30s",
      converter = Durations.class,
      description = "Longest wait for each thing asked of the log; 30s where not given.")
  private Duration timeout = Duration.ofSeconds(30);

  String who() {
    return Clean.line(who, 200);
  }

  String why() {
    return Clean.line(reason == null ? "no reason given" : reason, 1_000);
  }

  Duration timeout() {
    return timeout;
  }
}
