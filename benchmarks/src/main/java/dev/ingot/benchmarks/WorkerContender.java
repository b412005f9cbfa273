package dev.ingot.benchmarks;

import dev.ingot.events.CommitReceived;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.StageWorker;
import java.time.Duration;
import java.util.Optional;

/** A stage that does nothing, on the real StageWorker. */
record WorkerContender(String name, String prefix, StageWorker<CommitReceived> worker)
    implements Contender {

  static WorkerContender start(
      String name, String prefix, String bootstrapServers, String registryUrl, boolean history) {
    RuntimeConfig config =
        new RuntimeConfig(
            bootstrapServers,
            registryUrl,
            prefix,
            Optional.empty(),
            0,
            Duration.ofSeconds(10),
            "127.0.0.1",
            0);
    String stage = history ? "relay-with-history" : "relay";
    return new WorkerContender(name, prefix, StageWorker.start(new Relay(stage, history), config));
  }

  @Override
  public void close() {
    worker.close();
  }
}
