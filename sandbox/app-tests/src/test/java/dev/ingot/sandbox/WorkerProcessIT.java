package dev.ingot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every worker by itself, in a JVM of its own, beside one sandbox. */
class WorkerProcessIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  @TempDir private static Path folder;
  private static Sandbox sandbox;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.start(folder, Sandbox.Ports.FREE);
  }

  @AfterAll
  static void stop() {
    sandbox.close();
  }

  @Test
  void everyWorkerBecomesReadyInItsDefaultHeapAndEndsWhenToldTo() throws Exception {
    List<WorkerProcess> running = new ArrayList<>();
    try {
      for (Worker worker : Worker.values()) {
        running.add(sandbox.plan(worker, 0).start());
      }
      for (WorkerProcess process : running) {
        process.awaitReady(PATIENCE);
        assertThat(Files.readString(process.plan().log()))
            .contains("The " + process.plan().worker().title() + " runs")
            .doesNotContain("unknown", "ERROR");
      }
      running.forEach(WorkerProcess::terminate);
      for (WorkerProcess process : running) {
        assertThat(process.exit().get(60, TimeUnit.SECONDS)).as(process::lastWords).isEqualTo(143);
      }
    } finally {
      running.forEach(WorkerProcess::close);
    }
  }

  @Test
  void aWorkerThatWasKilledIsStartedAgainFromItsPlan() throws Exception {
    WorkerPlan plan = sandbox.plan(Worker.VERIFIER, 1).with(Sandbox.QUICK);
    try (WorkerProcess first = plan.start().awaitReady(PATIENCE)) {
      first.kill();
      assertThat(first.exit().get(60, TimeUnit.SECONDS)).isEqualTo(137);
      assertThat(first.ready()).isFalse();
    }
    try (WorkerProcess second = plan.start().awaitReady(PATIENCE)) {
      assertThat(second.alive()).isTrue();
    }
  }

  @Test
  void whatIsWrongWithAWorkersSettingsIsInItsLastWords() throws IOException {
    WorkerPlan wrong =
        sandbox.plan(Worker.TRAFFIC_SHIFTER, 1).with(Map.of("ingot.guard.interval", "soon"));
    try (WorkerProcess process = wrong.start()) {
      assertThat(process.exit().orTimeout(60, TimeUnit.SECONDS).join()).isEqualTo(2);
      assertThat(process.lastWords()).contains("ingot.guard.interval");
    }
  }
}
