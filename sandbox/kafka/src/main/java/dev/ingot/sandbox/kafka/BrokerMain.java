package dev.ingot.sandbox.kafka;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A node of a cluster in a process of its own, to be killed and started again. Ends with 1 when the
 * broker can't go on, so that whoever started it sees that.
 */
public final class BrokerMain {
  private BrokerMain() {}

  /**
   * Runs until told to stop.
   *
   * @param args the node's folder, the cluster as {@link Cluster#toString} writes it, the node's
   *     number, and Kafka's settings as {@code key=value}
   */
  public static void main(String[] args) throws InterruptedException {
    Map<String, String> further =
        Arrays.stream(args)
            .skip(3)
            .map(setting -> setting.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    LocalBroker broker =
        LocalBroker.start(
            Path.of(args[0]), Cluster.parse(args[1]), Integer.parseInt(args[2]), further);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  broker.close();
                  stopped.countDown();
                }));
    while (broker.failure().isEmpty()) {
      if (stopped.await(500, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
    // No orderly shutdown: it may wait for a disk that is full.
    Runtime.getRuntime().halt(1);
  }
}
