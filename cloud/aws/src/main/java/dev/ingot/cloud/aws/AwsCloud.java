package dev.ingot.cloud.aws;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.FleetManager;
import dev.ingot.cloud.ImageBaker;
import dev.ingot.cloud.Outage;
import dev.ingot.cloud.Reading;
import dev.ingot.cloud.Telemetry;
import dev.ingot.cloud.TrafficRouter;
import java.time.InstantSource;
import java.util.List;

/** One environment on AWS. */
final class AwsCloud implements Cloud {
  private final AwsClients clients;
  private final ImageBaker images;
  private final FleetManager fleets;
  private final TrafficRouter traffic;
  private final Telemetry telemetry;

  AwsCloud(CloudEnvironment environment, AwsClients clients, InstantSource clock) {
    this.clients = clients;
    this.images = new AwsImageBaker(environment, clients, clock);
    this.fleets = new AwsFleetManager(environment, clients, clock);
    this.traffic = new AwsTrafficRouter(environment, clients);
    this.telemetry = new AwsTelemetry(environment, clients, clock);
  }

  @Override
  public ImageBaker images() {
    return images;
  }

  @Override
  public FleetManager fleets() {
    return fleets;
  }

  @Override
  public TrafficRouter traffic() {
    return traffic;
  }

  @Override
  public Telemetry telemetry() {
    return telemetry;
  }

  @Override
  public List<Outage> outages() {
    return clients.safeguards().outages();
  }

  @Override
  public List<Reading> readings() {
    return clients.safeguards().readings();
  }

  @Override
  public void close() {
    clients.close();
  }
}
