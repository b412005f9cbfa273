package dev.ingot.sandbox;

import dev.ingot.events.topics.Topics;
import dev.ingot.sandbox.Terminal.Tone;
import dev.ingot.stage.EventReader;
import java.net.URI;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Keeps the whole pipeline running on this machine until Ctrl-C. */
@Command(
    name = "up",
    description = "Runs everything until Ctrl-C; deploy to it from another terminal.")
final class Up implements Callable<Integer> {
  static final String FOLDER = "up";

  @Mixin private PortOptions ports;

  @Option(names = "--webhook-port", defaultValue = "8085", description = "The webhooks' port.")
  private int webhooks;

  @Option(names = "--separate", description = "Runs each worker in a JVM of its own.")
  private boolean separate;

  @Option(
      names = "--replicas",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "How many there are of each worker, 1 to 8, or of some, such as traffic-shifter=2; with"
              + " --separate.")
  private String replicas;

  @Spec private CommandSpec spec;

  private final Terminal terminal = Terminal.standard();

  @Override
  public Integer call() throws Exception {
    Replicas each = replicas();
    // The hook is closed last: then the process may end, and the folder is gone.
    try (ShutdownHook hook = new ShutdownHook();
        Home home = Home.take(FOLDER)) {
      terminal.line(
          Tone.QUIET, "Starting a small AWS, a Kafka broker, a schema registry and five workers …");
      try (Pipeline pipeline = hook.watch(start(home, each));
          EventReader reader =
              EventReader.from(
                  Instant.now(),
                  Topics.all(),
                  pipeline.endpoints().runtime(),
                  new Timeline(terminal, Instant.now(), service -> true))) {
        welcome(pipeline);
        int code = Foreground.await(hook, pipeline::failure, terminal);
        if (code != 0) {
          return code;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      terminal.line(Tone.QUIET, "Stopped.");
    }
    return 0;
  }

  private Replicas replicas() {
    if (!separate && !replicas.equals("1")) {
      throw new ParameterException(spec.commandLine(), "--replicas goes with --separate");
    }
    try {
      return Replicas.parse(replicas);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--replicas: " + e.getMessage(), e);
    }
  }

  private Pipeline start(Home home, Replicas each) throws Exception {
    return separate
        ? Separate.start(home, ports.ports(), webhooks, each, said -> terminal.line(Tone.BAD, said))
        : Stack.start(home, ports.ports(), webhooks);
  }

  private void welcome(Pipeline pipeline) {
    Endpoints at = pipeline.endpoints();
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
    pipeline.processes().forEach(process -> terminal.line(Tone.QUIET, "  " + process));
  }
}
