package dev.ingot.sandbox.cloud.machine;

import static dev.ingot.sandbox.cloud.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A machine with an empty root, which a test boots, and which is stopped after it. */
abstract class OneMachine {
  static final Duration LONG = Duration.ofMinutes(1);

  @TempDir Path temp;
  Path root;
  private @Nullable Machine booted;

  @BeforeEach
  void anEmptyRoot() throws IOException {
    root = Files.createDirectories(temp.resolve("instances/i-1/root"));
  }

  @AfterEach
  void stopTheMachine() {
    if (booted != null) {
      booted.stop();
    }
  }

  final void boot(String userData) {
    boot(userData, Confines.DEFAULT);
  }

  final void boot(String userData, Confines confines) {
    booted = Machine.boot(new MachineSpec("i-1", root, Optional.of(userData), Map.of(), confines));
  }

  final Machine machine() {
    return Objects.requireNonNull(booted);
  }

  final CommandRun.Result result(String script) {
    return machine().run(script, LONG).result().orTimeout(90, TimeUnit.SECONDS).join();
  }

  /** Waits until the console says it. */
  final void console(String expected) {
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(machine().consoleTail(100_000)).contains(expected));
  }
}
