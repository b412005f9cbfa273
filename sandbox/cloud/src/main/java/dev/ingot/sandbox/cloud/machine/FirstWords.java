package dev.ingot.sandbox.cloud.machine;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a process says before it is ready. */
final class FirstWords {
  /** A line of its own. */
  static final String READY = "ready";

  /** For machines that are busy with all that is started at once. */
  private static final long PATIENCE_SECONDS = 60;

  private static final int MOST = 20;

  private FirstWords() {}

  /**
   * Waits until it is ready, which an empty answer says, or has ended: then with what it said.
   *
   * @throws IOException when it is neither within 60 seconds
   */
  static Optional<String> insteadOfReady(Process process) throws IOException {
    CompletableFuture<Optional<String>> words = new CompletableFuture<>();
    // No virtual one: whoever waits may be one itself that keeps its carrier from all others.
    Thread.ofPlatform()
        .daemon()
        .name("first-words")
        .start(
            () -> {
              try {
                words.complete(read(process.inputReader()));
              } catch (IOException | RuntimeException e) {
                words.completeExceptionally(e);
              }
            });
    try {
      return words.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("not ready within %d seconds".formatted(PATIENCE_SECONDS), e);
    } catch (ExecutionException e) {
      throw new IOException("not heard: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Tools may say something of their own that stops nobody. */
  static Optional<String> read(BufferedReader reader) throws IOException {
    List<String> said = new ArrayList<>();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.equals(READY)) {
        return Optional.empty();
      }
      if (said.size() < MOST) {
        said.add(line);
      }
    }
    return Optional.of(said.isEmpty() ? "it ended" : String.join("; ", said));
  }
}
