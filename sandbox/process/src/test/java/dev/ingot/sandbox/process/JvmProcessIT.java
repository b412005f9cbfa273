package dev.ingot.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JvmProcessIT {
  private static final List<String> SMALL = List.of("-Xmx16m", "-XX:+UseSerialGC");

  @TempDir Path folder;

  /** Prints what it sees and waits. */
  public static final class Sleeper {
    public static void main(String[] args) throws InterruptedException {
      System.out.println(String.join(",", args) + " " + System.getenv());
      new CountDownLatch(1).await();
    }
  }

  /** Starts a sleeper and waits. */
  public static final class Parent {
    public static void main(String[] args) throws Exception {
      JvmProcess child =
          JvmProcess.of("child", Sleeper.class.getName(), Path.of(args[0])).options(SMALL).start();
      Files.writeString(Path.of(args[1]), String.valueOf(child.pid()));
      new CountDownLatch(1).await();
    }
  }

  @Test
  void seesItsArgumentsAndOnlyItsOwnEnvironment() throws IOException {
    try (JvmProcess process = sleeper()) {
      awaitOutput(process);
      assertThat(Files.readString(process.log()))
          .startsWith("one,two ")
          .contains("GIVEN=yes")
          .contains("PATH=");
      String seen = Files.readString(process.log());
      System.getenv().keySet().stream()
          .filter(name -> name.startsWith("MAVEN"))
          .forEach(name -> assertThat(seen).doesNotContain(name + "="));
      assertThat(process.residentBytes()).isPositive();
    }
  }

  @Test
  void endsWhenItIsClosedAlsoWhileItIsFrozen() throws Exception {
    JvmProcess process = sleeper();
    try (process) {
      awaitOutput(process);
      process.freeze();
      await().atMost(Duration.ofMinutes(1)).until(() -> state(process.pid()).startsWith("T"));
    }
    assertThat(process.exit().get(60, TimeUnit.SECONDS)).isEqualTo(143);
  }

  @Test
  void endsWithAParentThatIsKilled() throws IOException {
    Path pid = folder.resolve("pid");
    try (JvmProcess parent =
        JvmProcess.of("parent", Parent.class.getName(), folder.resolve("parent.log"))
            .options(SMALL)
            .arguments(folder.resolve("child.log").toString(), pid.toString())
            .start()) {
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> Files.exists(pid) && !Files.readString(pid).isEmpty());
      long child = Long.parseLong(Files.readString(pid));
      parent.kill();
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
    }
  }

  private JvmProcess sleeper() throws IOException {
    return JvmProcess.of("sleeper", Sleeper.class.getName(), folder.resolve("log"))
        .options(SMALL)
        .arguments("one", "two")
        .environment(Map.of("GIVEN", "yes"))
        .start();
  }

  private static void awaitOutput(JvmProcess process) {
    await().atMost(Duration.ofMinutes(1)).until(() -> Files.size(process.log()) > 0);
  }

  private static String state(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
    return stat.substring(stat.lastIndexOf(')') + 2);
  }
}
