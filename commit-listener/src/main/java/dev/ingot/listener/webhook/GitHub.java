package dev.ingot.listener.webhook;

import dev.ingot.listener.webhook.JsonFields.Field;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * GitHub, and what sends its form.
 *
 * <p>https://docs.github.com/en/webhooks/webhook-events-and-payloads#push
 */
class GitHub extends SignedHost {
  private static final String SIGNATURE = "X-Hub-Signature-256";
  private static final Set<String> ADDRESSES =
      Set.of("clone_url", "ssh_url", "git_url", "html_url", "svn_url", "url");

  GitHub() {
    this("github", List.of("X-GitHub-Event"), List.of("X-GitHub-Delivery"), List.of(SIGNATURE));
  }

  GitHub(String name, List<String> events, List<String> deliveries, List<String> signatures) {
    super(name, events, deliveries, signatures);
  }

  @Override
  Optional<Claim> claim(String header, String value) {
    return Claim.prefixed(value);
  }

  @Override
  Optional<String> whyIgnored(String event) {
    return switch (event) {
      case "push" -> Optional.empty();
      case "ping" -> Optional.of("ping");
      default -> Optional.of(PUSHES_ONLY);
    };
  }

  @Override
  public void read(JsonFields json, Payload payload) throws IOException {
    Payload.Change change = payload.change();
    json.whole(
        Map.of(
            "ref", () -> change.ref(json.text()),
            "after", () -> change.commit(json.text()),
            "deleted", () -> change.deleted(json.truth().orElse(false)),
            "forced", () -> change.forced(json.truth()),
            "repository", () -> addresses(ADDRESSES, json, payload)));
  }

  /** Notes those fields of the current object that say where the repository is. */
  static void addresses(Set<String> fields, JsonFields json, Payload payload) throws IOException {
    Map<String, Field> wanted = new HashMap<>();
    fields.forEach(field -> wanted.put(field, () -> payload.address(json.text())));
    json.object(wanted);
    payload.named();
  }
}
