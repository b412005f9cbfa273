package dev.ingot.cloud;

import java.util.List;

/** One environment's cloud, open. Thread-safe. */
public interface Cloud extends AutoCloseable {
  ImageBaker images();

  FleetManager fleets();

  TrafficRouter traffic();

  Telemetry telemetry();

  /**
   * Services of this cloud whose circuit breaker is not closed. Answers at once and asks nobody, so
   * that it can be asked before anything is begun.
   */
  default List<Outage> outages() {
    return List.of();
  }

  /** What its breakers and limiters show of themselves; the same ones for as long as it is open. */
  default List<Reading> readings() {
    return List.of();
  }

  @Override
  void close();
}
