package dev.ingot.sandbox;

import dev.ingot.events.topics.Topics;
import dev.ingot.sandbox.Terminal.Tone;
import dev.ingot.stage.EventReader;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Keeps the whole pipeline running on this machine until Ctrl-C. */
@Command(
    name = "up",
    description = "Runs everything until Ctrl-C; deploy to it from another terminal.")
final class Up implements Callable<Integer> {
  static final String FOLDER = "up";
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);

  @Option(names = "--port", defaultValue = "8080", description = "The load balancer's port.")
  private int listener;

  @Option(names = "--aws-port", defaultValue = "4566", description = "The AWS API's port.")
  private int aws;

  @Option(names = "--kafka-port", defaultValue = "9092", description = "The Kafka broker's port.")
  private int kafka;

  @Option(names = "--registry-port", defaultValue = "8081", description = "The registry's port.")
  private int registry;

  @Option(names = "--webhook-port", defaultValue = "8085", description = "The webhooks' port.")
  private int webhooks;

  private final Terminal terminal = Terminal.standard();

  @Override
  public Integer call() throws Exception {
    // The hook is closed last: then the process may end, and the folder is gone.
    try (ShutdownHook hook = new ShutdownHook();
        Home home = Home.take(FOLDER)) {
      terminal.line(
          Tone.QUIET, "Starting a small AWS, a Kafka broker, a schema registry and five workers …");
      Sandbox.Ports ports = new Sandbox.Ports(listener, aws, kafka, registry);
      try (Stack stack = hook.watch(Stack.start(home, ports, webhooks));
          EventReader reader =
              EventReader.from(
                  Instant.now(),
                  Topics.all(),
                  stack.runtime(),
                  new Timeline(terminal, Instant.now(), service -> true))) {
        welcome(stack.endpoints());
        while (!hook.awaitStop(HEARTBEAT)) {
          Optional<String> failure = stack.failure();
          if (failure.isPresent()) {
            terminal.line(Tone.BAD, "Cannot go on: " + Text.oneLine(failure.get(), 500));
            return 1;
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      terminal.line(Tone.QUIET, "Stopped.");
    }
    return 0;
  }

  private void welcome(Endpoints at) {
    terminal.line(
        """

        Everything runs. Ctrl-C stops it, with all that it started.

          users      %s        (curl -H 'Host: <service>.localhost' …, or http://<service>.localhost:%d)
          AWS API    %s        (. %s; aws ec2 describe-images --owners self)
          webhooks   %s
          Kafka      %s        registry %s

        In another terminal:

          ./ingot deploy <path or URL of a git repository with an ingot.yaml>

        From then on every commit to that repository is deployed.
        """
            .formatted(
                at.listener(),
                at.listener().getPort(),
                at.aws(),
                at.environmentFile(),
                at.webhooks().map(URI::toString).orElse("none"),
                at.kafka(),
                at.registry()));
  }
}
