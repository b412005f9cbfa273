package dev.ingot.sandbox;

import dev.ingot.sandbox.kafka.Ports;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A sandbox in this JVM, and every worker in one or more of its own. */
final class Separate implements Pipeline {
  private static final Duration READY_WITHIN = Duration.ofMinutes(2);
  private static final String WEBHOOK_PATH = "/webhooks/github";

  private final Sandbox sandbox;
  private final Supervisor supervisor;
  private final Endpoints endpoints;

  private Separate(Sandbox sandbox, Supervisor supervisor, Endpoints endpoints) {
    this.sandbox = sandbox;
    this.supervisor = supervisor;
    this.endpoints = endpoints;
  }

  /**
   * Starts everything and waits until it is ready.
   *
   * @param webhooks port of the first commit-listener; 0 takes a free one. Further ones always do.
   * @param replicas of each worker, with slots from 0
   * @param says is told when a worker has ended and what comes of it
   */
  static Separate start(
      Home home, Sandbox.Ports ports, int webhooks, Replicas replicas, Consumer<String> says)
      throws Exception {
    Sandbox sandbox = Sandbox.start(home.folder(), ports);
    try {
      int webhookPort = Ports.thisOrFree(webhooks);
      Supervisor supervisor = Supervisor.start(plans(sandbox, webhookPort, replicas), says);
      try {
        supervisor.awaitReady(READY_WITHIN);
        URI webhook = URI.create("http://127.0.0.1:" + webhookPort + WEBHOOK_PATH);
        Endpoints endpoints = sandbox.endpoints(Optional.of(webhook));
        endpoints.write(home.folder());
        return new Separate(sandbox, supervisor, endpoints);
      } catch (Exception e) {
        supervisor.close();
        throw e;
      }
    } catch (Exception e) {
      sandbox.close();
      throw e;
    }
  }

  private static List<WorkerPlan> plans(Sandbox sandbox, int webhookPort, Replicas replicas)
      throws IOException {
    List<WorkerPlan> plans = new ArrayList<>();
    for (Worker worker : Worker.values()) {
      for (int slot = 0; slot < replicas.of(worker); slot++) {
        WorkerPlan plan = sandbox.plan(worker, slot).with(Sandbox.QUICK);
        boolean takesWebhooks = worker == Worker.COMMIT_LISTENER && slot == 0;
        plans.add(
            takesWebhooks
                ? plan.with(Map.of("ingot.webhook.port", String.valueOf(webhookPort)))
                : plan);
      }
    }
    return plans;
  }

  @Override
  public Endpoints endpoints() {
    return endpoints;
  }

  @Override
  public Optional<String> failure() {
    return sandbox.failure().or(supervisor::failure);
  }

  @Override
  public List<String> processes() {
    return supervisor.running().stream()
        .map(
            it ->
                "%-20s process %-8d %s/health/ready  %s"
                    .formatted(it.plan().name(), it.pid(), it.http(), it.plan().log()))
        .toList();
  }

  /** Ends the workers, then the sandbox. */
  @Override
  public void close() {
    try {
      supervisor.close();
    } finally {
      sandbox.close();
    }
  }
}
