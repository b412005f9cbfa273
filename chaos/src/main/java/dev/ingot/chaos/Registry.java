package dev.ingot.chaos;

import dev.ingot.sandbox.kafka.LocalRegistry;
import java.nio.file.Path;

/** The schema registry, which can go away and come back where it was. */
final class Registry implements AutoCloseable {
  private final Path folder;
  private final int port;
  private volatile LocalRegistry current;

  Registry(Path folder) {
    this.folder = folder;
    LocalRegistry first = LocalRegistry.start(folder, 0);
    this.port = first.port();
    this.current = first;
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  void goAway() {
    current.close();
  }

  /**
   * Answers again, on the same port.
   *
   * @throws IllegalStateException when somebody else has the port now
   */
  void comeBack() {
    LocalRegistry again = LocalRegistry.start(folder, port);
    current = again;
    if (again.port() != port) {
      throw new IllegalStateException("the registry's port was taken while it was away");
    }
  }

  @Override
  public void close() {
    current.close();
  }
}
