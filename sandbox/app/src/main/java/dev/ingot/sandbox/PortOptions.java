package dev.ingot.sandbox;

import java.net.URI;
import picocli.CommandLine.Option;

/** Where a sandbox is to be found on this machine. */
final class PortOptions {
  @Option(names = "--port", defaultValue = "8080", description = "The load balancer's port.")
  private int listener;

  @Option(names = "--aws-port", defaultValue = "4566", description = "The AWS API's port.")
  private int aws;

  @Option(names = "--kafka-port", defaultValue = "9092", description = "The Kafka broker's port.")
  private int kafka;

  @Option(names = "--registry-port", defaultValue = "8081", description = "The registry's port.")
  private int registry;

  Sandbox.Ports ports() {
    return new Sandbox.Ports(listener, aws, kafka, registry);
  }

  /**
   * Whether it got what was asked for: a broker whose port is taken takes another one.
   *
   * @param ownLog whether the broker and the registry are its own
   */
  boolean areThoseOf(Endpoints at, boolean ownLog) {
    return got(listener, at.listener().getPort())
        && got(aws, at.aws().getPort())
        && (!ownLog || logIsAt(at));
  }

  private boolean logIsAt(Endpoints at) {
    return got(kafka, Integer.parseInt(at.kafka().substring(at.kafka().lastIndexOf(':') + 1)))
        && got(registry, URI.create(at.registry()).getPort());
  }

  private static boolean got(int wanted, int port) {
    return wanted == 0 || wanted == port;
  }
}
