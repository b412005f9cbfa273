package dev.ingot.listener.webhook;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * GitLab, which sends the secret itself, or signs with a signing token as Standard Webhooks says.
 * Where there is a signature it counts, and a wrong one is not made good by a token.
 *
 * <p>https://docs.gitlab.com/user/project/integrations/webhooks,
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
final class GitLab implements Host {
  private static final String TOKEN = "X-Gitlab-Token";
  private static final String EVENT = "X-Gitlab-Event";
  private static final String SIGNATURE = "webhook-signature";
  private static final String ID = "webhook-id";
  private static final String TIMESTAMP = "webhook-timestamp";

  /** What names the delivery; which one is there depends on GitLab's version. */
  private static final List<String> IDS = List.of(ID, "Idempotency-Key", "X-Gitlab-Event-UUID");

  private static final Duration OLDEST = Duration.ofMinutes(5);
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");
  private static final Set<String> ADDRESSES =
      Set.of("git_http_url", "git_ssh_url", "http_url", "ssh_url", "web_url", "url");

  @Override
  public String name() {
    return "gitlab";
  }

  @Override
  public List<String> headers() {
    return List.of(TOKEN, EVENT, SIGNATURE, TIMESTAMP, ID, IDS.get(1), IDS.get(2));
  }

  @Override
  public Reading read(Headers headers, Instant now) {
    String signature = headers.get(SIGNATURE);
    String token = headers.get(TOKEN);
    if (signature.isEmpty() && token.isEmpty()) {
      return Reading.refused(
          401, "X-Gitlab-Token and webhook-signature are missing; set a secret for the webhook");
    }
    Optional<Claim> claim = Optional.of(Claim.token(token));
    if (!signature.isEmpty()) {
      String at = headers.get(TIMESTAMP);
      if (!SECONDS.matcher(at).matches()) {
        return Reading.refused(401, "webhook-timestamp is missing or not in seconds");
      }
      Duration old = Duration.between(Instant.ofEpochSecond(Long.parseLong(at)), now).abs();
      if (old.compareTo(OLDEST) > 0) {
        return Reading.refused(401, "webhook-timestamp is more than 5 minutes from now");
      }
      claim = Claim.standard(signature, headers.get(ID), at);
    }
    if (claim.isEmpty()) {
      return Reading.refused(401, "webhook-signature has no v1,<Base64 of 32 bytes>");
    }
    String event = headers.get(EVENT);
    if (event.isEmpty()) {
      return Reading.refused(400, EVENT + " is missing");
    }
    String delivery = headers.firstOf(IDS);
    return SignedHost.isDelivery(delivery)
        ? new Reading.Delivery(delivery, claim.get(), whyIgnored(event))
        : Reading.refused(400, "X-Gitlab-Event-UUID is missing or no id of letters, digits, '-'");
  }

  private static Optional<String> whyIgnored(String event) {
    return switch (event) {
      // A system hook says only in its body what it is about.
      case "Push Hook", "System Hook" -> Optional.empty();
      case "Tag Push Hook" -> Optional.of("no service is deployed from a tag");
      default -> Optional.of(PUSHES_ONLY);
    };
  }

  @Override
  public void read(JsonFields json, Payload payload) throws IOException {
    Payload.Change change = payload.change();
    json.whole(
        Map.of(
            // System hooks have the second one alone.
            "object_kind", () -> payload.kind(json.text()),
            "event_name", () -> payload.kind(json.text()),
            "ref", () -> change.ref(json.text()),
            "after", () -> change.commit(json.text()),
            "project", () -> GitHub.addresses(ADDRESSES, json, payload)));
  }
}
