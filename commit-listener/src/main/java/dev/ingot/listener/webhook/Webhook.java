package dev.ingot.listener.webhook;

import dev.ingot.events.PushReported;
import dev.ingot.events.PushSource;
import dev.ingot.events.Registration;
import dev.ingot.events.topics.Ids;
import dev.ingot.git.RepositoryName;
import dev.ingot.stage.PublishException;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a webhook: checks it, finds whom it is about, and reports their pushes. */
final class Webhook {
  private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);

  private static final int MOST_NAMES = 10_000;

  private final Supplier<Map<String, Registration>> registrations;
  private final WebhookSecrets secrets;
  private final Consumer<PushReported> reports;
  private final PushRates rates;
  private final Limits limits;
  private final HeldBytes held;
  private final InstantSource clock;
  private final Map<String, String> normal = new ConcurrentHashMap<>();

  /**
   * @param reports returns once the push is safe, or throws a {@link PublishException}
   */
  Webhook(
      Supplier<Map<String, Registration>> registrations,
      WebhookSecrets secrets,
      Consumer<PushReported> reports,
      PushRates rates,
      Limits limits,
      InstantSource clock) {
    this.registrations = registrations;
    this.secrets = secrets;
    this.reports = reports;
    this.rates = rates;
    this.limits = limits;
    this.held = new HeldBytes(limits.held(), limits.heldFree());
    this.clock = clock;
  }

  Limits limits() {
    return limits;
  }

  /** What the headers alone say. */
  Reading read(Host host, Headers headers) {
    return headers
        .repeated(host.headers())
        .map(name -> Reading.refused(400, name + " is there more than once"))
        .orElseGet(() -> host.read(headers, clock.instant()));
  }

  /** Reads the body, and answers once the pushes are safe. */
  Answer take(Host host, Reading.Delivery delivery, InputStream in) {
    try (HeldBytes.Share room = held.share()) {
      Verification verification = new Verification(delivery.claim(), room);
      Map<String, Registration> known = new TreeMap<>();
      Payload payload =
          new Payload(
              names -> {
                known.putAll(registered(names));
                Map<String, List<Secret>> candidates = new TreeMap<>();
                known.keySet().forEach(service -> candidates.put(service, secrets.of(service)));
                verification.begin(candidates);
              });
      read(host, payload, new BodyStream(in, verification, limits, System::nanoTime));
      if (!verification.begun()) {
        return Answer.refused(400, "the payload names no repository");
      }
      // From here on nothing of the payload is used that the signature does not cover.
      known.keySet().retainAll(verification.fitting());
      if (known.isEmpty()) {
        LOG.warn("webhook that nobody signed host={} delivery={}", host.name(), delivery.id());
        return Answer.refused(
            401,
            "no service is registered for this repository with a secret that fits the signature");
      }
      return answer(host, delivery, payload, known);
    } catch (RefusedException e) {
      return e.answer();
    } catch (IOException e) {
      return Answer.refused(400, "the body is not JSON as the host sends it");
    }
  }

  private static void read(Host host, Payload payload, BodyStream body) throws IOException {
    try (JsonFields json = new JsonFields(body)) {
      host.read(json, payload);
    } catch (IOException e) {
      if (body.empty()) {
        throw new RefusedException(400, "the body is empty; expected the host's JSON payload");
      }
      throw e;
    }
  }

  private Map<String, Registration> registered(Set<String> names) {
    Map<String, Registration> known = new TreeMap<>();
    registrations
        .get()
        .forEach(
            (service, registration) -> {
              if (names.contains(normal(registration.getRepository()))) {
                known.put(service, registration);
              }
            });
    return known;
  }

  /** Every webhook is held against every registration: their names are worked out once. */
  private String normal(String repository) {
    if (normal.size() > MOST_NAMES) {
      normal.clear();
    }
    return normal.computeIfAbsent(repository, RepositoryName::normal);
  }

  private Answer answer(
      Host host, Reading.Delivery delivery, Payload payload, Map<String, Registration> known) {
    if (delivery.ignored().isPresent()) {
      return Answer.ignored(delivery.ignored().get());
    }
    if (!payload.isPush()) {
      return Answer.ignored(Host.PUSHES_ONLY);
    }
    Map<String, Payload.Change> moved = new LinkedHashMap<>();
    known.forEach(
        (service, registration) ->
            payload.changes().stream()
                .filter(change -> change.ref().equals(registration.getRef()))
                // Of one ref that moved twice, what came last holds.
                .reduce((first, second) -> second)
                .filter(change -> !change.deleted())
                .ifPresent(change -> moved.put(service, change)));
    if (moved.isEmpty()) {
      return Answer.ignored(why(payload.changes()));
    }
    Optional<String> over = moved.keySet().stream().filter(s -> !rates.allow(s)).findFirst();
    if (over.isPresent()) {
      LOG.warn("too many pushes a second service={} host={}", over.get(), host.name());
      return Answer.refused(429, "the repository reports too many pushes a second");
    }
    return report(host, delivery, moved, known);
  }

  private static String why(List<Payload.Change> changes) {
    if (!changes.isEmpty() && changes.stream().allMatch(Payload.Change::deleted)) {
      return "the ref was deleted";
    }
    return !changes.isEmpty() && changes.stream().allMatch(c -> c.ref().startsWith("refs/tags/"))
        ? "no service is deployed from this tag"
        : "no service is deployed from this ref";
  }

  private Answer report(
      Host host,
      Reading.Delivery delivery,
      Map<String, Payload.Change> moved,
      Map<String, Registration> known) {
    List<String> ids = new ArrayList<>();
    try {
      known.forEach(
          (service, registration) -> {
            Payload.@Nullable Change change = moved.get(service);
            if (change != null) {
              PushReported push = push(host, delivery, service, registration, change);
              reports.accept(push);
              ids.add(push.getId());
            }
          });
    } catch (PublishException e) {
      LOG.error("a push is not acknowledged host={} delivery={}", host.name(), delivery.id(), e);
      return Answer.refused(503, "the push could not be stored; send it again");
    }
    LOG.info(
        "webhook taken host={} delivery={} services={}",
        host.name(),
        delivery.id(),
        moved.keySet());
    return Answer.accepted(ids);
  }

  private PushReported push(
      Host host,
      Reading.Delivery delivery,
      String service,
      Registration registration,
      Payload.Change change) {
    return PushReported.newBuilder()
        // The delivery's id: a delivery that is sent again is the same push.
        .setId(Ids.event("PushReported", host.name(), delivery.id(), service))
        .setService(service)
        .setRepository(RepositoryName.withoutCredentials(registration.getRepository()))
        .setRef(registration.getRef())
        .setClaimedCommit(change.commit().orElse(null))
        .setSource(PushSource.WEBHOOK)
        .setReportedAt(clock.instant())
        .setHost(host.name())
        .setForced(change.forced().orElse(null))
        .build();
  }
}
