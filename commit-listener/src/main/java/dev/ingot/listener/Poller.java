package dev.ingot.listener;

import dev.ingot.events.PushReported;
import dev.ingot.events.PushSource;
import dev.ingot.events.Registration;
import dev.ingot.git.RepositoryName;
import dev.ingot.stage.PublishException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
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
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();

  /**
   * @param turns since it was reported
   */
  private record Seen(Registration registration, String commitId, int turns) {}

  Poller(
      Supplier<Map<String, Registration>> registrations,
      Heads heads,
      Reports reports,
      InstantSource clock) {
    this.registrations = registrations;
    this.heads = heads;
    this.reports = reports;
    this.clock = clock;
  }

  /** One turn: asks every registered service's repository, a few at a time. */
  void poll() throws InterruptedException {
    Map<String, Registration> registered = registrations.get();
    seen.keySet().retainAll(registered.keySet());
    Semaphore places = new Semaphore(MOST_AT_ONCE);
    List<Map.Entry<String, Registration>> services = List.copyOf(registered.entrySet());
    for (Map.Entry<String, Registration> service : services) {
      places.acquire();
      Thread.ofVirtual()
          .name("poll-" + service.getKey())
          .start(
              () -> {
                try {
                  poll(service.getKey(), service.getValue());
                } finally {
                  places.release();
                }
              });
    }
    // Each has a deadline of its own, so this ends.
    places.acquire(MOST_AT_ONCE);
  }

  private void poll(String service, Registration registration) {
    try {
      Optional<String> head = heads.head(registration.getRepository(), registration.getRef());
      if (head.isPresent() && isDue(service, registration, head.get())) {
        reports.report(push(service, registration, head.get()));
        seen.put(service, new Seen(registration, head.get(), 0));
      }
    } catch (IOException | PublishException e) {
      LOG.warn("could not poll service={} reason={}", service, e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("could not poll service={}", service, e);
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
