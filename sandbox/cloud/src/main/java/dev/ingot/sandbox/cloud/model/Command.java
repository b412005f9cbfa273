package dev.ingot.sandbox.cloud.model;

import dev.ingot.sandbox.cloud.machine.CommandRun;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A script that was sent to instances.
 *
 * @param timeoutSeconds for the delivery
 * @param runs by instance
 */
public record Command(
    String id,
    String document,
    String comment,
    int timeoutSeconds,
    Map<String, List<String>> parameters,
    Instant requestedAt,
    Map<String, Invocation> runs) {

  /** The script on one instance. */
  public record Invocation(String instanceId, Instant startedAt, CommandRun run) {
    private static final int LONGEST_OUTPUT = 24_000;

    /** AWS's word for how it stands. */
    public String status() {
      return result()
          .map(
              result ->
                  switch (result.end()) {
                    case EXITED -> result.exitCode() == 0 ? "Success" : "Failed";
                    case TIMED_OUT -> "TimedOut";
                    case CANCELLED -> "Cancelled";
                  })
          .orElse("InProgress");
    }

    /** The script's exit code; -1 while it runs or when it was killed. */
    public int responseCode() {
      return result()
          .filter(result -> result.end() == CommandRun.End.EXITED)
          .map(CommandRun.Result::exitCode)
          .orElse(-1);
    }

    /** Its first 24,000 characters; empty while it runs, as AWS has it. */
    public String standardOutput() {
      return result().map(result -> cut(result.stdout())).orElse("");
    }

    /** Its first 24,000 characters; empty while it runs, as AWS has it. */
    public String standardError() {
      return result().map(result -> cut(result.stderr())).orElse("");
    }

    private Optional<CommandRun.Result> result() {
      return run.result().isDone() ? Optional.of(run.result().join()) : Optional.empty();
    }

    private static String cut(String text) {
      String marker = "\n---Output truncated---";
      return text.length() <= LONGEST_OUTPUT
          ? text
          : text.substring(0, LONGEST_OUTPUT - marker.length()) + marker;
    }
  }
}
