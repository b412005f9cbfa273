package dev.ingot.sandbox.cloud.model;

import dev.ingot.sandbox.cloud.machine.CommandRun;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

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
    Instant requestedAt,
    Map<String, Invocation> runs) {
  public Command {
    runs = Map.copyOf(runs);
  }

  Command(Kept kept) {
    this(
        kept.id,
        kept.document,
        kept.comment,
        kept.timeoutSeconds,
        kept.requestedAt,
        kept.runs.stream().collect(Collectors.toMap(Invocation.Ran::instanceId, Invocation::new)));
  }

  /** What is kept across a restart. */
  public record Kept(
      String id,
      String document,
      String comment,
      int timeoutSeconds,
      Instant requestedAt,
      List<Invocation.Ran> runs) {}

  Kept keep() {
    return new Kept(
        id,
        document,
        comment,
        timeoutSeconds,
        requestedAt,
        runs.values().stream()
            .map(Invocation::keep)
            .sorted(Comparator.comparing(Invocation.Ran::instanceId))
            .toList());
  }

  /** The script on one instance. */
  public record Invocation(String instanceId, Instant startedAt, CommandRun run) {
    private static final int LONGEST_OUTPUT = 24_000;

    /** What is kept of a script that still runs: it does not outlive the machine. */
    private static final CommandRun.Result CUT_SHORT =
        new CommandRun.Result(CommandRun.End.CANCELLED, 128 + 9, "", Restart.REASON + "\n");

    Invocation(Ran kept) {
      this(kept.instanceId, kept.startedAt, CommandRun.ended(kept.result));
    }

    /** What is kept across a restart. */
    public record Ran(String instanceId, Instant startedAt, CommandRun.Result result) {}

    Ran keep() {
      return new Ran(instanceId, startedAt, result().map(Invocation::shown).orElse(CUT_SHORT));
    }

    /** Only as much of the output as is ever told. */
    private static CommandRun.Result shown(CommandRun.Result result) {
      return new CommandRun.Result(
          result.end(), result.exitCode(), cut(result.stdout()), cut(result.stderr()));
    }

    /** AWS's word for how it stands. */
    public String status() {
      return result()
          .map(
              result ->
                  switch (result.end()) {
                    case EXITED -> result.exitCode() == 0 ? "Success" : "Failed";
                    case TIMED_OUT -> "TimedOut";
                    case CANCELLED -> "Cancelled";
                    case UNDELIVERABLE -> "Failed";
                  })
          .orElse("InProgress");
    }

    /** AWS's word for why it stands so. */
    public String details() {
      return result()
          .map(CommandRun.Result::end)
          .map(
              end ->
                  switch (end) {
                    case TIMED_OUT -> "ExecutionTimedOut";
                    case UNDELIVERABLE -> "Undeliverable";
                    case EXITED, CANCELLED -> status();
                  })
          .orElseGet(this::status);
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
