package dev.ingot.benchmarks.webhooks;

import dev.ingot.benchmarks.stand.Stand;
import dev.ingot.events.Registration;
import dev.ingot.events.topics.Topics;
import dev.ingot.listener.webhook.WebhookConfig;
import dev.ingot.listener.webhook.WebhookServer;
import dev.ingot.stage.EventPublisher;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The commit-listener's HTTP side, whole: with a secret per service, and the events' publisher. */
public final class ListenerIntake implements Intake {
  private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofSeconds(8);

  private final EventPublisher publisher;
  private final WebhookServer server;

  private ListenerIntake(EventPublisher publisher, WebhookServer server) {
    this.publisher = publisher;
    this.server = server;
  }

  public static Intake on(Stand stand, String prefix, int services) throws Exception {
    Path secrets = Files.createDirectories(stand.folder().resolve(prefix + "secrets"));
    Map<String, Registration> registrations = new HashMap<>();
    for (int i = 0; i < services; i++) {
      String service = "service-" + i;
      Path file = Files.writeString(secrets.resolve(service), PushSample.SECRET);
      // As after the first seconds of a secret's life.
      Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
      registrations.put(
          service,
          Registration.newBuilder()
              .setRepository(PushSample.repository(i))
              .setRef("refs/heads/main")
              .build());
    }
    EventPublisher publisher = EventPublisher.open(stand.runtime(prefix, 0));
    WebhookConfig config =
        new WebhookConfig(
            "127.0.0.1", 0, secrets, List.of(), Optional.empty(), Optional.empty(), 0);
    return new ListenerIntake(
        publisher,
        WebhookServer.start(
            config,
            () -> registrations,
            push -> publisher.announce(Topics.PUSHES, push, ACKNOWLEDGED_WITHIN),
            InstantSource.system()));
  }

  @Override
  public URI uri() {
    return server.uri("github");
  }

  @Override
  public void close() throws Exception {
    server.close();
    publisher.close();
  }
}
