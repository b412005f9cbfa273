package dev.ingot.sandbox.kafka;

import java.nio.file.Path;

/** The part of Confluent's Schema Registry REST API that serializers and tools use. */
public final class LocalRegistry implements AutoCloseable {
  private LocalRegistry() {}

  /**
   * Starts a registry on 127.0.0.1; its schemas stay in the folder.
   *
   * @param port 0 takes a free one
   */
  public static LocalRegistry start(Path folder, int port) {
    throw new UnsupportedOperationException("to come");
  }

  /** {@code http://127.0.0.1:port}. */
  public String url() {
    throw new UnsupportedOperationException("to come");
  }

  @Override
  public void close() {}
}
