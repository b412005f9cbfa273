package dev.ingot.stage;

import dev.ingot.events.StandingOrder;
import dev.ingot.stage.testkit.Events;
import java.time.Instant;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The standing orders of a thousand services. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
public class OrdersBenchmark {
  private static final int SERVICES = 1_000;

  private final OrderBook orders = new OrderBook();

  @Setup(Level.Trial)
  public void fill() {
    for (int i = 0; i < SERVICES; i++) {
      orders.set(
          StandingOrder.newBuilder(Events.standingOrder().build())
              .setService("service-" + i)
              .build());
    }
  }

  /** Asked before every deployment. */
  @Benchmark
  public boolean frozen() {
    return orders.frozen("service-500", "production", Instant.EPOCH);
  }
}
