package dev.ingot.sandbox;

import dev.ingot.sandbox.Terminal.Tone;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** What a command that runs until it is stopped does meanwhile. */
final class Foreground {
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);

  private Foreground() {}

  /**
   * Waits until somebody stops the process, or until it cannot go on.
   *
   * @param failure why it cannot go on; empty while all is well
   * @return the exit code
   */
  static int await(ShutdownHook hook, Supplier<Optional<String>> failure, Terminal terminal)
      throws InterruptedException {
    while (!hook.awaitStop(HEARTBEAT)) {
      Optional<String> reason = failure.get();
      if (reason.isPresent()) {
        terminal.line(Tone.BAD, "Cannot go on: " + Text.oneLine(reason.get(), 500));
        return 1;
      }
    }
    return 0;
  }
}
