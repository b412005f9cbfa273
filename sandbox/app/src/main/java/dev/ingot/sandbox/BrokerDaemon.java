package dev.ingot.sandbox;

import dev.ingot.sandbox.Terminal.Tone;
import dev.ingot.sandbox.kafka.LocalBroker;
import dev.ingot.stage.Repeating;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A Kafka broker alone, with Ingot's topics. What it has is there again next time. */
@Command(
    name = "broker",
    description = "Runs a Kafka broker alone, with the topics, until SIGTERM or Ctrl-C.")
final class BrokerDaemon implements Callable<Integer> {
  static final String FOLDER = "broker";

  /** Is there while the topics are; for health checks. */
  static final String READY = "ready";

  @Option(names = "--kafka-port", defaultValue = "9092", description = "Its port.")
  private int port;

  @Mixin private PlaceOptions place;

  private final Terminal terminal = Terminal.standard();

  @Override
  public Integer call() throws Exception {
    Sandbox.Place at = place.place();
    try (ShutdownHook hook = new ShutdownHook();
        Home home = Home.keep(FOLDER)) {
      Path ready = home.folder().resolve(READY);
      Files.deleteIfExists(ready);
      try (LocalBroker broker =
          hook.watch(
              LocalBroker.start(home.folder().resolve("kafka"), at.bind(), at.name(), port))) {
        if (port != 0 && broker.port() != port) {
          terminal.line(Tone.BAD, "Port %d is taken; choose another.".formatted(port));
          return 1;
        }
        SandboxTopics.make(broker);
        Repeating healing = HangingTransactions.endOn(broker.bootstrapServers());
        try {
          Files.createFile(ready);
          terminal.line("Kafka runs at %s:%d".formatted(at.name(), broker.port()));
          return Foreground.await(hook, broker::failure, terminal);
        } finally {
          healing.close();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return 0;
      } finally {
        Files.deleteIfExists(ready);
      }
    }
  }
}
