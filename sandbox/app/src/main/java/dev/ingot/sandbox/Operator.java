package dev.ingot.sandbox;

import dev.ingot.events.PushReported;
import dev.ingot.events.PushSource;
import dev.ingot.events.Registration;
import dev.ingot.events.StandingOrder;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.EventPublisher;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** What an operator says to the log. */
final class Operator {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private final EventPublisher publisher;

  Operator(EventPublisher publisher) {
    this.publisher = publisher;
  }

  /** Registers a service that is at its repository's root, where nothing was ordered before. */
  void register(String service, String repository, String ref) {
    publisher.publish(
        Topics.CONTROLS,
        StandingOrder.newBuilder()
            .setId(UUID.randomUUID().toString())
            .setService(service)
            .setRegistration(
                Registration.newBuilder().setRepository(repository).setRef(ref).build())
            .setFreeze(null)
            .setWho(who())
            .setWhy("ingot demo")
            .setSetAt(Instant.now())
            .build(),
        PATIENCE);
  }

  /**
   * Asks for the deployment of what the ref points to now, also when that is deployed already.
   *
   * @return the push's id
   */
  String push(String service, String repository, String ref) {
    return push(service, repository, ref, Optional.empty());
  }

  /**
   * The same for a registration that is written after it. In this order: the poller reports what it
   * finds at a new registration, and its report is to stand behind the push that makes the same of
   * it.
   *
   * @param folder the service's in the repository, empty for the root
   * @return the push's id
   */
  String pushBeforeRegistration(String service, String repository, String ref, String folder) {
    return push(service, repository, ref, Optional.of(folder));
  }

  private String push(String service, String repository, String ref, Optional<String> folder) {
    String id = UUID.randomUUID().toString();
    publisher.publish(
        Topics.PUSHES,
        PushReported.newBuilder()
            .setId(id)
            .setService(service)
            .setRepository(repository)
            .setRef(ref)
            .setClaimedCommit(null)
            .setSource(PushSource.OPERATOR)
            .setPath(folder.orElse(null))
            .setReportedAt(Instant.now())
            .build(),
        PATIENCE);
    return id;
  }

  private static String who() {
    return System.getProperty("user.name", "operator");
  }
}
