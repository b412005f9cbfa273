package dev.ingot.sandbox.cloud.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.sandbox.cloud.machine.CommandRun.End;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir Path temp;

  private final CountDownLatch starts = new CountDownLatch(1);
  private final CompletableFuture<Void> goesOn = new CompletableFuture<>();

  @Test
  void nobodyWaitsForOneThatIsBeingStarted() throws Exception {
    Command command = new Command();
    Processes processes = new Processes("i-1", outside -> slow(), why -> {}, Duration.ZERO);
    Script script =
        new Script(new MachineFolder(temp.resolve("i-1")), Confines.DEFAULT, processes, Map.of());
    CompletableFuture<Void> execution =
        CompletableFuture.runAsync(
            () -> command.execute("true", script, CompletableFuture.completedFuture(null), LONG),
            Thread::startVirtualThread);
    assertThat(starts.await(1, TimeUnit.MINUTES)).isTrue();

    CompletableFuture<Void> end = CompletableFuture.runAsync(command::machineEnds);

    assertThat(end).succeedsWithin(LONG);
    goesOn.complete(null);
    assertThat(execution).succeedsWithin(LONG);
    assertThat(command.result()).isCompletedWithValueMatching(it -> it.end() == End.UNDELIVERABLE);
  }

  private Optional<Cell> slow() throws IOException {
    starts.countDown();
    goesOn.join();
    throw new IOException("no cell");
  }
}
