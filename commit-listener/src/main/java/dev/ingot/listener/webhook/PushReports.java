package dev.ingot.listener.webhook;

import dev.ingot.events.PushReported;
import dev.ingot.stage.PublishException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Where pushes are reported. */
@FunctionalInterface
public interface PushReports {
  /**
   * Reports one, without waiting. What comes back completes once the push is safe, within a time of
   * its own, or else with a {@link PublishException}.
   */
  CompletableFuture<?> report(PushReported push);

  /** Of what returns once the push is safe, or throws a {@link PublishException}. */
  static PushReports waiting(Consumer<PushReported> reports) {
    Executor threads = task -> Thread.ofVirtual().name("report").start(task);
    return push -> CompletableFuture.runAsync(() -> reports.accept(push), threads);
  }
}
