package dev.ingot.listener.webhook;

import dev.ingot.events.PushReported;
import dev.ingot.events.PushSource;
import dev.ingot.events.Registration;
import dev.ingot.events.topics.Ids;
import dev.ingot.git.RepositoryName;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a webhook: checks it, finds whom it is about, and reports their pushes. */
final class Webhook {
  private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);

  private final Supplier<Map<String, Registration>> registrations;
  private final WebhookSecrets secrets;
  private final PushReports reports;
  private final PushRates rates;
  private final Limits limits;
  private final HeldBytes held;
  private final InstantSource clock;
  private volatile Index index = new Index(Map.of(), Map.of());

  /** Registrations, and the services of each repository among them, without credentials. */
  private record Index(
      Map<String, Registration> of, Map<String, Map<String, Registration>> byName) {}

  /** What comes of a webhook before anything is reported. */
  sealed interface Examined {
    /** There is nothing to report. */
    record Answered(Answer answer) implements Examined {}

    /** Pushes, at least one. */
    record Pushes(Host host, String delivery, List<PushReported> pushes) implements Examined {}
  }

  /**
   * @param registrations service to registration; gives another map when something has changed
   */
  Webhook(
      Supplier<Map<String, Registration>> registrations,
      WebhookSecrets secrets,
      PushReports reports,
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

  /** Reads the body, and says what is to be reported of it. */
  Examined examine(Host host, Reading.Delivery delivery, InputStream in) {
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
        return refused(400, "the payload names no repository");
      }
      // From here on nothing of the payload is used that the signature does not cover.
      known.keySet().retainAll(verification.fitting());
      if (known.isEmpty()) {
        LOG.warn("webhook that nobody signed host={} delivery={}", host.name(), delivery.id());
        return refused(
            401,
            "no service is registered for this repository with a secret that fits the signature");
      }
      return pushes(host, delivery, payload, known);
    } catch (RefusedException e) {
      return new Examined.Answered(e.answer());
    } catch (IOException e) {
      return refused(400, "the body is not JSON as the host sends it");
    }
  }

  private static Examined refused(int status, String why) {
    return new Examined.Answered(Answer.refused(status, why));
  }

  private static Examined ignored(String why) {
    return new Examined.Answered(Answer.ignored(why));
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

  private Map<String, Registration> registered(Set<String> written) {
    Map<String, Registration> known = new TreeMap<>();
    Map<String, Map<String, Registration>> byName = index();
    written.forEach(name -> known.putAll(byName.getOrDefault(name, Map.of())));
    return known;
  }

  /** What is registered, by the repository's normal name; made anew when something has changed. */
  @SuppressWarnings("ReferenceEquality") // The same object says the same, and that is quickly seen.
  private Map<String, Map<String, Registration>> index() {
    Map<String, Registration> all = registrations.get();
    Index known = index;
    if (known.of() != all) {
      Map<String, Map<String, Registration>> byName = new HashMap<>();
      all.forEach(
          (service, registration) ->
              byName
                  .computeIfAbsent(
                      RepositoryName.normal(registration.getRepository()), n -> new TreeMap<>())
                  .put(service, shown(registration)));
      known = new Index(all, byName);
      index = known;
    }
    return known.byName();
  }

  /** As it may stand in events. */
  private static Registration shown(Registration registration) {
    return Registration.newBuilder(registration)
        .setRepository(RepositoryName.withoutCredentials(registration.getRepository()))
        .build();
  }

  private Examined pushes(
      Host host, Reading.Delivery delivery, Payload payload, Map<String, Registration> known) {
    if (delivery.ignored().isPresent()) {
      return ignored(delivery.ignored().get());
    }
    if (!payload.isPush()) {
      return ignored(Host.PUSHES_ONLY);
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
      return ignored(why(payload.changes()));
    }
    Optional<String> over = moved.keySet().stream().filter(s -> !rates.allow(s)).findFirst();
    if (over.isPresent()) {
      LOG.warn("too many pushes a second service={} host={}", over.get(), host.name());
      return refused(429, "the repository reports too many pushes a second");
    }
    List<PushReported> pushes = new ArrayList<>();
    known.forEach(
        (service, registration) -> {
          Payload.@Nullable Change change = moved.get(service);
          if (change != null) {
            pushes.add(push(host, delivery, service, registration, change));
          }
        });
    return new Examined.Pushes(host, delivery.id(), List.copyOf(pushes));
  }

  private static String why(List<Payload.Change> changes) {
    if (!changes.isEmpty() && changes.stream().allMatch(Payload.Change::deleted)) {
      return "the ref was deleted";
    }
    return !changes.isEmpty() && changes.stream().allMatch(c -> c.ref().startsWith("refs/tags/"))
        ? "no service is deployed from this tag"
        : "no service is deployed from this ref";
  }

  /** Reports, without waiting; completes, never exceptionally, once all pushes are safe or not. */
  CompletableFuture<Answer> report(Examined.Pushes them) {
    List<PushReported> pushes = them.pushes();
    // Nearly always there is one, and then there is nothing to wait for together.
    CompletableFuture<?> safe =
        pushes.size() == 1
            ? reports.report(pushes.get(0))
            : CompletableFuture.allOf(
                pushes.stream().map(reports::report).toArray(CompletableFuture[]::new));
    return safe.handle((done, why) -> why == null ? taken(them) : notTaken(them, why));
  }

  private static Answer taken(Examined.Pushes them) {
    List<String> ids = them.pushes().stream().map(PushReported::getId).toList();
    // Nothing is lost with the line: the push is in the log of events, with its host and its id.
    LOG.atDebug()
        .setMessage("webhook taken host={} delivery={} services={}")
        .addArgument(them.host().name())
        .addArgument(them.delivery())
        .addArgument(() -> them.pushes().stream().map(PushReported::getService).toList())
        .log();
    return Answer.accepted(ids);
  }

  private static Answer notTaken(Examined.Pushes them, Throwable why) {
    LOG.error(
        "a push is not acknowledged host={} delivery={}", them.host().name(), them.delivery(), why);
    return Answer.refused(503, "the push could not be stored; send it again");
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
        .setRepository(registration.getRepository())
        .setRef(registration.getRef())
        .setClaimedCommit(change.commit().orElse(null))
        .setSource(PushSource.WEBHOOK)
        .setReportedAt(clock.instant())
        .setHost(host.name())
        .setForced(change.forced().orElse(null))
        .build();
  }
}
