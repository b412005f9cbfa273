package dev.ingot.sandbox;

import dev.ingot.sandbox.process.Leash;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a worker has on its class path in a container, and no more: the jars in its own {@code
 * target/lib}. A JVM keeps the directories of all jars that it looked into, and the sandbox's
 * brokers and clouds are megabytes of them.
 */
final class WorkerClassPath {
  private WorkerClassPath() {}

  /**
   * The jars of a worker, and what holds it.
   *
   * @return empty where there is no project that was built, as in a container of the sandbox, and
   *     in tests
   */
  static Optional<String> of(Worker worker) {
    return Optional.ofNullable(System.getProperty("ingot.project"))
        .map(project -> Path.of(project, worker.title(), "target", "lib"))
        .filter(Files::isDirectory)
        .map(
            jars ->
                String.join(File.pathSeparator, place(Leash.class), jars.resolve("*").toString()));
  }

  /** The jar of one class, and what holds it. */
  static String only(Class<?> main) {
    return String.join(File.pathSeparator, place(Leash.class), place(main));
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the class path has a folder that is no URI", e);
    }
  }
}
