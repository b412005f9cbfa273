package dev.ingot.cloud;

/** One environment's cloud, open. Thread-safe. */
public interface Cloud extends AutoCloseable {
  ImageBaker images();

  FleetManager fleets();

  TrafficRouter traffic();

  Telemetry telemetry();

  @Override
  void close();
}
