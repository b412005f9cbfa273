package dev.ingot.operator;

import dev.ingot.sandbox.kafka.LocalBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One broker for all tests of a JVM that have topics of their own on it. */
final class OnABroker {
  private static @Nullable LocalBroker broker;

  private OnABroker() {}

  static synchronized LocalBroker get() {
    LocalBroker running = broker;
    if (running != null) {
      return running;
    }
    try {
      Path folder = Files.createTempDirectory("ingot-broker");
      LocalBroker started = LocalBroker.start(folder, 0);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started, folder)));
      broker = started;
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void stop(LocalBroker started, Path folder) {
    started.close();
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : all) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println(folder + " is left behind: " + e);
    }
  }
}
