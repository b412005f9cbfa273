package dev.ingot.listener;

import dev.ingot.events.PushReported;
import dev.ingot.events.PushSource;
import dev.ingot.events.Registration;
import dev.ingot.git.RepositoryName;
import dev.ingot.stage.PublishException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what webhooks missed: reports a head that is not the one it saw last. A report can be lost
 * (a repository that fell silent just then), so a head is also reported again after many turns; the
 * stage makes nothing of what it knows.
 */
final class Poller {
  private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
  private static final int TURNS_UNTIL_REPEATED = 30;
  private static final int MOST_AT_ONCE = 8;

  private final Supplier<Map<String, Registration>> registrations;
  private final Heads heads;
  private final Reports reports;
  private final InstantSource clock;
  private final PollPlan plan;
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();
  private final Map<String, String> troubles = new ConcurrentHashMap<>();
  private final Map<String, Registration> gone = new ConcurrentHashMap<>();

  /**
   * @param turns since it was reported
   */
  private record Seen(Registration registration, String commitId, int turns) {}

  Poller(
      Supplier<Map<String, Registration>> registrations,
      Heads heads,
      Reports reports,
      InstantSource clock,
      PollPlan plan) {
    this.registrations = registrations;
    this.heads = heads;
    this.reports = reports;
    this.clock = clock;
    this.plan = plan;
  }

  /** One turn: asks the repositories that are due, once each, a few at a time. */
  void poll() throws InterruptedException {
    Map<String, Registration> registered = registrations.get();
    seen.keySet().retainAll(registered.keySet());
    Map<String, Map<String, Registration>> repositories = new TreeMap<>();
    registered.forEach(
        (service, registration) ->
            repositories
                .computeIfAbsent(registration.getRepository(), r -> new TreeMap<>())
                .put(service, registration));
    troubles.keySet().retainAll(repositories.keySet());
    gone.keySet().retainAll(registered.keySet());
    Semaphore places = new Semaphore(MOST_AT_ONCE);
    for (String repository : plan.due(repositories.keySet(), clock.instant())) {
      Map<String, Registration> services = repositories.getOrDefault(repository, Map.of());
      places.acquire();
      Thread.ofVirtual()
          .name("poll")
          .start(
              () -> {
                try {
                  poll(repository, services);
                } finally {
                  places.release();
                }
              });
    }
    // Each has a deadline of its own, so this ends.
    places.acquire(MOST_AT_ONCE);
  }

  private void poll(String repository, Map<String, Registration> services) {
    try {
      Set<String> refs =
          services.values().stream().map(Registration::getRef).collect(Collectors.toSet());
      Map<String, String> now = heads.heads(repository, refs);
      for (Map.Entry<String, Registration> service : services.entrySet()) {
        Optional<String> head = Optional.ofNullable(now.get(service.getValue().getRef()));
        tellGone(service.getKey(), service.getValue(), head.isEmpty());
        if (head.isPresent() && isDue(service.getKey(), service.getValue(), head.get())) {
          reports.report(push(service.getKey(), service.getValue(), head.get()));
          seen.put(service.getKey(), new Seen(service.getValue(), head.get(), 0));
        }
      }
      if (troubles.remove(repository) != null) {
        LOG.info("can poll again services={}", services.keySet());
      }
    } catch (IOException | PublishException e) {
      // Told when it begins and when it ends, not at every turn.
      String trouble = String.valueOf(e.getMessage());
      if (!trouble.equals(troubles.put(repository, trouble))) {
        LOG.warn("could not poll services={} reason={}", services.keySet(), trouble);
      }
    } catch (RuntimeException e) {
      LOG.error("could not poll services={}", services.keySet(), e);
    }
  }

  /** Told once for each registration, and once when the branch is back. */
  private void tellGone(String service, Registration registration, boolean now) {
    if (now && !registration.equals(gone.put(service, registration))) {
      LOG.warn(
          "branch {} is gone, or was never there; nothing is deployed from it. Register the service anew with its new name service={} repository={}",
          registration.getRef(),
          service,
          RepositoryName.withoutCredentials(registration.getRepository()));
    } else if (!now && gone.remove(service) != null) {
      LOG.info("branch {} is there again service={}", registration.getRef(), service);
    }
  }

  private boolean isDue(String service, Registration registration, String head) {
    Seen last = seen.get(service);
    if (last == null
        || !last.commitId().equals(head)
        || !last.registration().equals(registration)
        || last.turns() >= TURNS_UNTIL_REPEATED) {
      return true;
    }
    seen.put(service, new Seen(registration, head, last.turns() + 1));
    return false;
  }

  private PushReported push(String service, Registration registration, String head) {
    return PushReported.newBuilder()
        .setId(UUID.randomUUID().toString())
        .setService(service)
        .setRepository(RepositoryName.withoutCredentials(registration.getRepository()))
        .setRef(registration.getRef())
        .setClaimedCommit(head)
        .setSource(PushSource.POLLER)
        .setReportedAt(clock.instant())
        .build();
  }
}
