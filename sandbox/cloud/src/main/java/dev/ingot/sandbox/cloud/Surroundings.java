package dev.ingot.sandbox.cloud;

import dev.ingot.sandbox.cloud.api.Metadata;
import dev.ingot.sandbox.cloud.model.Arns;
import dev.ingot.sandbox.cloud.model.Instance;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/**
 * What a machine finds around it as on EC2: an API to call, and what it can ask about itself. The
 * variables are those that AWS's own tools look at.
 */
final class Surroundings implements AutoCloseable {
  private final Metadata metadata;
  private final Path fileSystems;
  private final CompletableFuture<URI> api = new CompletableFuture<>();

  /**
   * @param fileSystems where network file systems are kept, a folder each
   */
  Surroundings(Metadata metadata, Path fileSystems) {
    this.metadata = metadata;
    this.fileSystems = fileSystems;
  }

  /** Says where the API is; machines that boot wait for it. */
  void opened(URI where) {
    api.complete(where);
  }

  /** Blocks until the API is open. */
  Map<String, String> of(Instance instance) {
    URI where = api.join();
    return Map.of(
        "AWS_REGION",
        Arns.REGION,
        "AWS_DEFAULT_REGION",
        Arns.REGION,
        "AWS_ENDPOINT_URL",
        where.toString(),
        "AWS_EC2_METADATA_SERVICE_ENDPOINT",
        where + metadata.pathFor(instance.id()),
        "SANDBOX_FILE_SYSTEMS",
        fileSystems.toString());
  }

  /** Lets go whoever waits for an API that is not going to be opened. */
  @Override
  public void close() {
    api.completeExceptionally(new CancellationException("the sandbox ends"));
  }
}
