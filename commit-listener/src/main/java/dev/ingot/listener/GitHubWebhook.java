package dev.ingot.listener;

import dev.ingot.events.PushReported;
import dev.ingot.events.PushSource;
import dev.ingot.events.Registration;
import dev.ingot.events.topics.Ids;
import dev.ingot.git.RepositoryName;
import dev.ingot.stage.PublishException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a webhook in GitHub's form: checks it, finds whom it is about, and reports their pushes.
 */
final class GitHubWebhook {
  private static final Logger LOG = LoggerFactory.getLogger(GitHubWebhook.class);
  private static final Pattern DELIVERY = Pattern.compile("[A-Za-z0-9-]{1,64}");

  private final Supplier<Map<String, Registration>> registrations;
  private final WebhookSecrets secrets;
  private final Reports reports;
  private final InstantSource clock;

  /** The headers that matter, each empty when it is not there. */
  record Headers(String event, String delivery, String signature) {}

  GitHubWebhook(
      Supplier<Map<String, Registration>> registrations,
      WebhookSecrets secrets,
      Reports reports,
      InstantSource clock) {
    this.registrations = registrations;
    this.secrets = secrets;
    this.reports = reports;
    this.clock = clock;
  }

  /** What can be refused before the body is read; empty when nothing can. */
  static Optional<Answer> refusal(Headers headers) {
    if (headers.signature().isEmpty()) {
      return Optional.of(
          Answer.refused(401, "X-Hub-Signature-256 is missing; set a secret for the webhook"));
    }
    if (Signature.parse(headers.signature()).isEmpty()) {
      return Optional.of(
          Answer.refused(401, "X-Hub-Signature-256 is not sha256=<64 hexadecimal digits>"));
    }
    if (headers.event().isEmpty()) {
      return Optional.of(Answer.refused(400, "X-GitHub-Event is missing"));
    }
    if (!DELIVERY.matcher(headers.delivery()).matches()) {
      return Optional.of(
          Answer.refused(400, "X-GitHub-Delivery is missing or not an id of letters, digits, '-'"));
    }
    return Optional.empty();
  }

  /** Answers once the pushes are safe. */
  Answer take(Headers headers, byte[] body) {
    Optional<Answer> refusal = refusal(headers);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    if (body.length == 0) {
      return Answer.refused(400, "the body is empty; expected GitHub's JSON payload");
    }
    GitHubPush push;
    try {
      push = GitHubPush.parse(body);
    } catch (IOException e) {
      return Answer.refused(400, "the body is not JSON as GitHub sends it");
    }
    if (push.repositories().isEmpty()) {
      return Answer.refused(400, "the payload names no repository");
    }
    Map<String, Registration> known = registered(push);
    Signature signature = Signature.parse(headers.signature()).orElseThrow();
    // As long and as little said as for a wrong secret: nobody is told who is registered.
    if (known.isEmpty() && !signature.isOf(body, List.of())) {
      LOG.warn("webhook of a repository that is not registered delivery={}", headers.delivery());
      return unsigned();
    }
    known.keySet().removeIf(service -> !signature.isOf(body, secrets.of(service)));
    if (known.isEmpty()) {
      LOG.warn("webhook with a wrong signature delivery={}", headers.delivery());
      return unsigned();
    }
    return whyIgnored(headers, push, known)
        .map(Answer::ignored)
        .orElseGet(() -> report(headers, push, known));
  }

  private static Answer unsigned() {
    return Answer.refused(
        401, "no service is registered for this repository with a secret that fits the signature");
  }

  private Map<String, Registration> registered(GitHubPush push) {
    Map<String, Registration> known = new TreeMap<>(registrations.get());
    known
        .values()
        .removeIf(r -> !push.repositories().contains(RepositoryName.normal(r.getRepository())));
    return known;
  }

  private static Optional<String> whyIgnored(
      Headers headers, GitHubPush push, Map<String, Registration> known) {
    if (!headers.event().equals("push")) {
      return Optional.of(
          headers.event().equals("ping") ? "ping" : "only push events are of interest");
    }
    if (push.deleted()) {
      return Optional.of("the ref was deleted");
    }
    known.values().removeIf(registration -> !registration.getRef().equals(push.ref()));
    return known.isEmpty() ? Optional.of("no service is deployed from this ref") : Optional.empty();
  }

  private Answer report(Headers headers, GitHubPush push, Map<String, Registration> known) {
    List<String> ids = new ArrayList<>();
    try {
      known.forEach(
          (service, registration) -> {
            PushReported reported = reported(headers, push, service, registration);
            reports.report(reported);
            ids.add(reported.getId());
          });
    } catch (PublishException e) {
      LOG.error("a push is not acknowledged delivery={}", headers.delivery(), e);
      return Answer.refused(503, "the push could not be stored; send it again");
    }
    LOG.info("webhook taken delivery={} services={}", headers.delivery(), known.keySet());
    return Answer.accepted(ids);
  }

  private PushReported reported(
      Headers headers, GitHubPush push, String service, Registration registration) {
    return PushReported.newBuilder()
        // The delivery's id: a delivery that is sent again is the same push.
        .setId(Ids.event("PushReported", "github", headers.delivery(), service))
        .setService(service)
        .setRepository(RepositoryName.withoutCredentials(registration.getRepository()))
        .setRef(registration.getRef())
        .setClaimedCommit(push.after().orElse(null))
        .setSource(PushSource.WEBHOOK)
        .setReportedAt(clock.instant())
        .build();
  }
}
