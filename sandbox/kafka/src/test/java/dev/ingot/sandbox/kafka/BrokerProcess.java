package dev.ingot.sandbox.kafka;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A broker in a process of its own, to be killed. */
final class BrokerProcess {
  private static final String READY = "ready";

  private BrokerProcess() {}

  /** Starts a broker, lets it keep a word, and kills it. */
  static void keepAndDie(Path folder) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                java,
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerProcess.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      StringBuilder said = new StringBuilder();
      for (String line = output.readLine(); !READY.equals(line); line = output.readLine()) {
        if (line == null) {
          throw new IOException("the broker's process ended: " + said);
        }
        said.append(line).append('\n');
      }
    } finally {
      process.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
    }
  }

  public static void main(String[] args) throws InterruptedException {
    LocalBroker broker = LocalBroker.start(Path.of(args[0]), 0);
    broker.createTopic("words", 3, Map.of());
    LocalBrokerRestartIT.send(broker, "kept");
    System.out.println(READY);
    // Killed here; without its parent it ends by itself.
    boolean never = new CountDownLatch(1).await(60, TimeUnit.SECONDS);
    System.exit(never ? 0 : 1);
  }
}
