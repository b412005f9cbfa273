package dev.ingot.guard;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What a guard shows of itself, under {@code ingot.guard.} and tagged with the environment. */
final class GuardMetrics implements AutoCloseable {
  private static final String ENVIRONMENT = "environment";

  private final MeterRegistry registry;
  private final Counter restorations;
  private final Gauge lastLook;

  GuardMetrics(MeterRegistry registry, String environment, LastLook looks) {
    this.registry = registry;
    this.restorations =
        Counter.builder("ingot.guard.restorations")
            .description("Services that the guard has sent back to their live fleet")
            .tag(ENVIRONMENT, environment)
            .register(registry);
    this.lastLook =
        Gauge.builder("ingot.guard.last.look.seconds", () -> looks.age().toMillis() / 1000.0)
            .description("Time since the guard's last look ended; one to alert on")
            .tag(ENVIRONMENT, environment)
            .register(registry);
  }

  void restored() {
    restorations.increment();
  }

  @Override
  public void close() {
    registry.remove(restorations);
    registry.remove(lastLook);
  }
}
