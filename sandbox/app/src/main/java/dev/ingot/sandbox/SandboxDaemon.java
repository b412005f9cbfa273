package dev.ingot.sandbox;

import dev.ingot.sandbox.Terminal.Tone;
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

  @Mixin private PortOptions ports;

  @Mixin private PlaceOptions place;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "A broker elsewhere, with the topics, instead of its own; with --registry.")
  private Optional<String> kafka = Optional.empty();

  @Option(
      names = "--registry",
      paramLabel = "URL",
      description = "A schema registry elsewhere, instead of its own; with --kafka.")
  private Optional<String> registry = Optional.empty();

  @Spec private CommandSpec spec;

  private final Terminal terminal = Terminal.standard();

  @Override
  public Integer call() throws Exception {
    // The hook is closed last: then the process may end.
    try (ShutdownHook hook = new ShutdownHook();
        Home home = Home.keep(FOLDER)) {
      // Left by one that was killed: whoever waits for the file waits for this start.
      Endpoints.remove(home.folder());
      terminal.line(Tone.QUIET, "Starting …");
      try (Sandbox sandbox = hook.watch(start(home))) {
        Endpoints endpoints = sandbox.endpoints(Optional.empty());
        if (!ports.areThoseOf(endpoints, kafka.isEmpty())) {
          terminal.line(Tone.BAD, "A port is taken; choose others, or 0 for free ones.");
          return 1;
        }
        endpoints.write(home.folder());
        welcome(sandbox, endpoints);
        return Foreground.await(hook, sandbox::failure, terminal);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        Endpoints.remove(home.folder());
      }
      return 0;
    }
  }

  private Sandbox start(Home home) throws Exception {
    if (kafka.isPresent() != registry.isPresent()) {
      throw new ParameterException(spec.commandLine(), "--kafka and --registry go together");
    }
    return kafka.isPresent()
        ? Sandbox.start(
            home.folder(),
            ports.ports(),
            place.place(),
            new Sandbox.Log(kafka.get(), registry.orElseThrow()))
        : Sandbox.start(home.folder(), ports.ports(), place.place());
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
