package dev.ingot.sandbox.kafka;

import java.nio.file.Path;

/** A KRaft broker in this JVM, combined mode, listening on 127.0.0.1. */
public final class LocalBroker implements AutoCloseable {
  private LocalBroker() {}

  /**
   * Starts a broker; its data stays in the folder, which is formatted when it is new.
   *
   * @param port 0 takes a free one
   */
  public static LocalBroker start(Path folder, int port) {
    throw new UnsupportedOperationException("to come");
  }

  /** {@code 127.0.0.1:port}. */
  public String bootstrapServers() {
    throw new UnsupportedOperationException("to come");
  }

  /**
   * Makes the topics that are not there and waits for their leaders.
   *
   * @param configs topic configuration, such as {@code cleanup.policy}
   */
  public void createTopic(String name, int partitions, java.util.Map<String, String> configs) {
    throw new UnsupportedOperationException("to come");
  }

  @Override
  public void close() {}
}
