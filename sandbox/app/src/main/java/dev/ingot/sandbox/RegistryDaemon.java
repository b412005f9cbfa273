package dev.ingot.sandbox;

import dev.ingot.sandbox.Terminal.Tone;
import dev.ingot.sandbox.kafka.LocalRegistry;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A schema registry alone. What it has is there again next time. */
@Command(name = "registry", description = "Runs a schema registry alone, until SIGTERM or Ctrl-C.")
final class RegistryDaemon implements Callable<Integer> {
  static final String FOLDER = "registry";

  @Option(names = "--registry-port", defaultValue = "8081", description = "Its port.")
  private int port;

  @Mixin private PlaceOptions place;

  private final Terminal terminal = Terminal.standard();

  @Override
  public Integer call() throws Exception {
    Sandbox.Place at = place.place();
    try (ShutdownHook hook = new ShutdownHook();
        Home home = Home.keep(FOLDER);
        LocalRegistry registry =
            hook.watch(LocalRegistry.start(home.folder().resolve("registry"), at.bind(), port))) {
      if (port != 0 && registry.port() != port) {
        terminal.line(Tone.BAD, "Port %d is taken; choose another.".formatted(port));
        return 1;
      }
      terminal.line("The registry runs at http://%s:%d".formatted(at.name(), registry.port()));
      return Foreground.await(hook, Optional::empty, terminal);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }
}
