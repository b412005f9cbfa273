package dev.ingot.sandbox.cloud.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessesTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<String> broken = new ArrayList<>();
  private final CountDownLatch tried = new CountDownLatch(1);
  private int tries;

  @Test
  void aCellIsTriedForSomeTimesBeforeTheMachineIsGivenUp() {
    Processes processes = new Processes("i-1", outside -> fails(), broken::add, Duration.ZERO);

    assertThatThrownBy(() -> start(processes)).hasMessage("no namespace 3");

    assertThat(tries).isEqualTo(3);
    assertThat(broken).containsExactly("no namespace 3");
  }

  @Test
  void theMachinesEndIsNotHeldUpByThePause() throws Exception {
    Processes processes = new Processes("i-1", outside -> fails(), broken::add, LONG);
    CompletableFuture<Void> start =
        CompletableFuture.runAsync(
            () -> assertThatThrownBy(() -> start(processes)).hasMessageContaining("stopped"));
    assertThat(tried.await(1, TimeUnit.MINUTES)).isTrue();

    processes.end(Duration.ZERO);

    assertThat(start).succeedsWithin(LONG);
    assertThat(broken).isEmpty();
  }

  private Optional<Cell> fails() throws IOException {
    tries++;
    tried.countDown();
    throw new IOException("no namespace " + tries);
  }

  private static void start(Processes processes) throws IOException {
    processes.start(List.of("true"), Map.of(), Path.of("/"), true);
  }
}
