package dev.ingot.pipeline;

import dev.ingot.cloud.CloudEnvironment;
import java.nio.file.Path;
import java.util.List;

/** The platform team's {@code environments.yaml}. */
public final class Environments {
  private Environments() {}

  /**
   * Reads and checks the file.
   *
   * @throws PipelineFileException naming line, column and remedy of everything that is wrong
   */
  public static Environments load(Path file) {
    throw new UnsupportedOperationException("to come");
  }

  public List<CloudEnvironment> all() {
    throw new UnsupportedOperationException("to come");
  }

  /**
   * The environment of this name.
   *
   * @throws PipelineFileException when there is none; the message lists those that are
   */
  public CloudEnvironment get(String name) {
    throw new UnsupportedOperationException("to come");
  }
}
