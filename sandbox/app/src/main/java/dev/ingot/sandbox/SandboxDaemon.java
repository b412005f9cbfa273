package dev.ingot.sandbox;

import dev.ingot.sandbox.Terminal.Tone;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The sandbox alone, for workers that run elsewhere. What it has is there again next time. */
@Command(
    name = "sandbox",
    description =
        "Runs the small AWS, the broker and the schema registry alone, until SIGTERM or Ctrl-C; what"
            + " they have is kept.")
final class SandboxDaemon implements Callable<Integer> {
  static final String FOLDER = "sandbox";
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);
  private static final String ALL = "0.0.0.0";

  @Mixin private PortOptions ports;

  @Option(
      names = "--bind",
      defaultValue = "127.0.0.1",
      description =
          "Address to listen on: 127.0.0.1, or 0.0.0.0 for all, as in a container: anyone who"
              + " reaches it can then run programs here.")
  private String bind;

  @Option(
      names = "--name",
      defaultValue = "127.0.0.1",
      description = "Host name or address that the workers find this machine by.")
  private String name;

  @Spec private CommandSpec spec;

  private final Terminal terminal = Terminal.standard();

  @Override
  public Integer call() throws Exception {
    Sandbox.Place place = place();
    // The hook is closed last: then the process may end.
    try (ShutdownHook hook = new ShutdownHook();
        Home home = Home.keep(FOLDER)) {
      // Left by one that was killed: whoever waits for the file waits for this start.
      Endpoints.remove(home.folder());
      terminal.line(Tone.QUIET, "Starting a small AWS, a Kafka broker and a schema registry …");
      try (Sandbox sandbox = hook.watch(Sandbox.start(home.folder(), ports.ports(), place))) {
        Endpoints endpoints = sandbox.endpoints(Optional.empty());
        if (!ports.areThoseOf(endpoints)) {
          terminal.line(Tone.BAD, "A port is taken; choose others, or 0 for free ones.");
          return 1;
        }
        endpoints.write(home.folder());
        welcome(sandbox, endpoints);
        while (!hook.awaitStop(HEARTBEAT)) {
          Optional<String> failure = sandbox.failure();
          if (failure.isPresent()) {
            terminal.line(Tone.BAD, "Cannot go on: " + Text.oneLine(failure.get(), 500));
            return 1;
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        Endpoints.remove(home.folder());
      }
      terminal.line(Tone.QUIET, "Stopped.");
    }
    return 0;
  }

  private Sandbox.Place place() {
    if (!bind.equals(ALL) && !bind.equals(Sandbox.Place.LOOPBACK.bind())) {
      throw new ParameterException(
          spec.commandLine(), "--bind is 127.0.0.1 or 0.0.0.0, not '" + bind + "'");
    }
    if (!name.matches("[A-Za-z0-9]([A-Za-z0-9.-]{0,252})")) {
      throw new ParameterException(spec.commandLine(), "--name is a host name or an IPv4 address");
    }
    return new Sandbox.Place(bind, name);
  }

  private void welcome(Sandbox sandbox, Endpoints at) {
    terminal.line(
        """

        The sandbox runs. SIGTERM or Ctrl-C stops it; what it has is kept in %s.

          users      %s
          AWS API    %s        (. %s; aws ec2 describe-images --owners self)
          Kafka      %s        registry %s

        For the workers: INGOT_ENVIRONMENTS_FILE=%s
        """
            .formatted(
                Home.base().resolve(FOLDER),
                at.listener(),
                at.aws(),
                at.environmentFile(),
                at.kafka(),
                at.registry(),
                sandbox.environments()));
  }
}
