package dev.ingot.pipeline.probe;

import dev.ingot.cloud.FleetManager.Preview;
import dev.ingot.events.Probe;
import dev.ingot.pipeline.Expressions;
import dev.ingot.pipeline.Printable;
import dev.ingot.pipeline.probe.PreviewRequest.Answer;
import dev.ingot.pipeline.probe.PreviewRequest.UnreachableException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** {@code verify.probes}: requests of our own to a fleet, and whether they were answered well. */
public final class Probing {
  private static final int LONGEST = 200;

  /** What a candidate answers may be anything; an event need not hold more of it. */
  private static final int LONGEST_BODY = 60;

  private Probing() {}

  /** What came of it. */
  public sealed interface Result {
    /** Each was answered as it must be. */
    record Passed() implements Result {}

    /** The load balancer could not be reached, which says nothing about the fleet. */
    record Unreachable(String reason) implements Result {}

    /** One was not answered as it must be. */
    record Failed(String reason) implements Result {}
  }

  /** Sends all of them at once; takes as long as the slowest may. */
  public static Result run(Preview preview, List<Probe> probes) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Result>> sent =
          probes.stream().map(probe -> threads.submit(() -> one(preview, probe))).toList();
      Result worst = new Result.Passed();
      for (Future<Result> each : sent) {
        Result result = each.get();
        if (result instanceof Result.Failed) {
          return result;
        }
        if (result instanceof Result.Unreachable) {
          worst = result;
        }
      }
      return worst;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while probing", e);
    }
  }

  /** Sends one, and waits for its answer as long as it may take. */
  public static Result one(Preview preview, Probe probe) {
    try {
      Answer answer =
          PreviewRequest.get(preview, probe.getPath(), Duration.ofMillis(probe.getWithin()));
      return judge(probe, answer);
    } catch (UnreachableException e) {
      return new Result.Unreachable(said(probe, String.valueOf(e.getMessage())));
    } catch (IOException e) {
      return new Result.Failed(said(probe, String.valueOf(e.getMessage())));
    }
  }

  private static Result judge(Probe probe, Answer answer) {
    if (!probe.getStatuses().contains(answer.status())) {
      return new Result.Failed(
          said(
              probe,
              "answered %d, expected %s"
                  .formatted(
                      answer.status(),
                      String.join(
                          " or ", probe.getStatuses().stream().map(String::valueOf).toList()))));
    }
    String body = probe.getBody();
    return body == null || Expressions.isIn(body, answer.body())
        ? new Result.Passed()
        : new Result.Failed(
            said(
                probe,
                "the body has no match for '%s': %s"
                    .formatted(body, Printable.line(answer.body(), LONGEST_BODY))));
  }

  private static String said(Probe probe, String what) {
    return "verify.probes: GET %s: %s".formatted(probe.getPath(), Printable.line(what, LONGEST));
  }
}
