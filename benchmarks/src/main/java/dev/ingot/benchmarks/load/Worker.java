package dev.ingot.benchmarks.load;

import dev.ingot.benchmarks.stand.Stand;
import dev.ingot.events.CommitReceived;
import dev.ingot.stage.StageWorker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;

/** A stage that passes tasks on, on the real StageWorker. */
public record Worker(StageWorker<CommitReceived> worker, MeterRegistry meters)
    implements Contender {

  /**
   * One worker per hop.
   *
   * @param history whether the stages listen to what they announce
   */
  public static Contender along(Lane lane, Work work, boolean history, Stand stand) {
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < lane.hops(); i++) {
      Relay stage =
          new Relay("relay-" + i, lane.topics().get(i), lane.topics().get(i + 1), work, history);
      MeterRegistry meters = new SimpleMeterRegistry();
      workers.add(
          new Worker(
              StageWorker.of(stage, stand.runtime(lane.prefix(), 0)).meters(meters).start(),
              meters));
    }
    return new Chain(workers);
  }

  @Override
  public long transactions() {
    Timer timer = meters.find("ingot.stage.transactions").timer();
    return timer == null ? 0 : timer.count();
  }

  @Override
  public void close() {
    worker.close();
  }
}
