package dev.ingot.sandbox.cloud.machine;

import static dev.ingot.sandbox.cloud.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardianIT {
  @TempDir Path temp;

  @Test
  void aKilledJvmLeavesNoProcessOfItsMachines() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin/java");
    Process jvm =
        new ProcessBuilder(
                java.toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Sandbox.class.getName(),
                temp.resolve("root").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = jvm.inputReader()) {
      List<ProcessHandle> children =
          List.of(out.readLine().strip().split(" ", -1)).stream()
              .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
              .toList();
      assertThat(children).hasSize(2).allMatch(ProcessHandle::isAlive);

      jvm.destroyForcibly().waitFor(60, TimeUnit.SECONDS);

      await().untilAsserted(() -> assertThat(children).noneMatch(GuardianIT::runs));
    } finally {
      jvm.destroyForcibly();
    }
  }

  /** A dead process that init has not waited for yet does not run. */
  private static boolean runs(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }

  /** Boots a machine with two children, one of them detached, and waits to be killed. */
  static final class Sandbox {
    public static void main(String[] arguments) throws Exception {
      Path root = Files.createDirectories(Path.of(arguments[0]));
      String userData =
          "setsid sleep 600 >/dev/null 2>&1 &\necho $$ $! > pids.tmp; mv pids.tmp pids; sleep 600";
      Machine.boot(new MachineSpec("i-1", root, Optional.of(userData), Map.of()));
      Path pids = root.resolve("pids");
      await().until(() -> Files.exists(pids));
      List<String> outside = new ArrayList<>();
      for (String inside : Files.readString(pids).strip().split(" ", -1)) {
        outside.add(Long.toString(HostPid.of(Long.parseLong(inside), root.toRealPath())));
      }
      System.out.println(String.join(" ", outside));
      System.in.read();
      new java.util.concurrent.CountDownLatch(1).await();
    }
  }
}
