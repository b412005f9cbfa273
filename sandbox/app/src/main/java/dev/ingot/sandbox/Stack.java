package dev.ingot.sandbox;

import dev.ingot.builder.ArtifactBuilder;
import dev.ingot.builder.BuilderConfig;
import dev.ingot.listener.CommitListener;
import dev.ingot.listener.ListenerConfig;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Environments;
import dev.ingot.provisioner.Provisioner;
import dev.ingot.provisioner.ProvisionerConfig;
import dev.ingot.resilience.Resilience;
import dev.ingot.shifter.ShifterConfig;
import dev.ingot.shifter.TrafficShifter;
import dev.ingot.stage.ProcessHealth;
import dev.ingot.stage.RuntimeConfig;
import dev.ingot.stage.config.Config;
import dev.ingot.verifier.Verifier;
import dev.ingot.verifier.VerifierConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A sandbox and the five workers, in this JVM. */
final class Stack implements Pipeline {
  private static final Logger LOG = LoggerFactory.getLogger(Stack.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Sandbox sandbox;
  private final Endpoints endpoints;

  private Stack(Home home, Sandbox.Ports ports, int webhooks) throws Exception {
    try {
      this.sandbox = own(Sandbox.start(home.folder(), ports));
      URI webhook = startWorkers(settings(home.folder("work"), webhooks));
      this.endpoints = sandbox.endpoints(Optional.of(webhook));
      endpoints.write(home.folder());
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  /**
   * Starts everything; what it keeps is in the folder and goes when it is closed.
   *
   * @param webhooks the commit-listener's port; 0 takes a free one
   */
  static Stack start(Home home, Sandbox.Ports ports, int webhooks) throws Exception {
    return new Stack(home, ports, webhooks);
  }

  @Override
  public Endpoints endpoints() {
    return endpoints;
  }

  WebhookSecrets secrets() {
    return sandbox.secrets();
  }

  @Override
  public Optional<String> failure() {
    return Stream.concat(
            sandbox.failure().stream(),
            ProcessHealth.parts().stream()
                .filter(part -> !part.live())
                .flatMap(part -> part.reasons().stream()))
        .findFirst();
  }

  private Map<String, String> settings(Path work, int webhooks) {
    Map<String, String> settings = new HashMap<>(sandbox.settings());
    settings.putAll(Sandbox.QUICK);
    settings.put("ingot.builder.work.dir", work.toString());
    settings.put("ingot.webhook.port", String.valueOf(webhooks));
    return settings;
  }

  private URI startWorkers(Map<String, String> settings) throws Exception {
    // The SDK's own chain of credentials reads system properties.
    System.setProperty("aws.accessKeyId", sandbox.cloud().bootstrap().accessKeyId());
    System.setProperty("aws.secretAccessKey", sandbox.cloud().bootstrap().secretAccessKey());
    Environments environments = Environments.load(sandbox.environments());
    RuntimeConfig runtime = Config.read(RuntimeConfig.class, settings);
    Resilience resilience = Config.read(Resilience.class, settings);
    CloudsByEnvironment clouds = own(resilience.clouds(environments));
    own(
        Verifier.open(
            runtime,
            resilience,
            Config.read(VerifierConfig.class, settings),
            environments,
            clouds));
    own(
        TrafficShifter.open(
            runtime, resilience, Config.read(ShifterConfig.class, settings), clouds));
    own(
        Provisioner.open(
            runtime,
            resilience,
            Config.read(ProvisionerConfig.class, settings),
            environments,
            clouds));
    own(
        ArtifactBuilder.open(
            runtime, resilience, Config.read(BuilderConfig.class, settings), environments, clouds));
    CommitListener listener =
        own(CommitListener.open(runtime, Config.read(ListenerConfig.class, settings)));
    return listener.webhook();
  }

  private <T extends AutoCloseable> T own(T part) {
    parts.push(part);
    return part;
  }

  /**
   * Stops everything that it started, the last first; what fails to stop does not stop the rest.
   */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("Could not stop {}", part.getClass().getSimpleName(), e);
      }
    }
  }
}
