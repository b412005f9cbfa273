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

/** One environment on AWS. A part, and the clients that it needs, is made when first asked for. */
final class AwsCloud implements Cloud {
  private final AwsClients clients;
  private final Lazy<ImageBaker> images;
  private final Lazy<FleetManager> fleets;
  private final Lazy<TrafficRouter> traffic;
  private final Lazy<Telemetry> telemetry;

  AwsCloud(CloudEnvironment environment, AwsClients clients, InstantSource clock) {
    this.clients = clients;
    this.images = new Lazy<>(() -> new AwsImageBaker(environment, clients, clock));
    this.fleets = new Lazy<>(() -> new AwsFleetManager(environment, clients, clock));
    this.traffic = new Lazy<>(() -> new AwsTrafficRouter(environment, clients));
    this.telemetry = new Lazy<>(() -> new AwsTelemetry(environment, clients, clock));
  }

  @Override
  public ImageBaker images() {
    return images.get();
  }

  @Override
  public FleetManager fleets() {
    return fleets.get();
  }

  @Override
  public TrafficRouter traffic() {
    return traffic.get();
  }

  @Override
  public Telemetry telemetry() {
    return telemetry.get();
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
