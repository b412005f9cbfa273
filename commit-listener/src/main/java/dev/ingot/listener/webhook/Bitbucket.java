package dev.ingot.listener.webhook;

import dev.ingot.listener.webhook.JsonFields.Field;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Bitbucket Cloud ({@code repo:push}) and Data Center ({@code repo:refs_changed}); both may tell of
 * several refs at once.
 *
 * <p>https://support.atlassian.com/bitbucket-cloud/docs/event-payloads,
 * https://confluence.atlassian.com/bitbucketserver/event-payload-938025882.html
 */
final class Bitbucket extends SignedHost {
  private static final String EVENT = "X-Event-Key";

  Bitbucket() {
    super(
        "bitbucket",
        List.of(EVENT),
        List.of("X-Request-UUID", "X-Request-Id"),
        List.of("X-Hub-Signature"));
  }

  @Override
  Optional<Claim> claim(String header, String value) {
    return Claim.prefixed(value);
  }

  @Override
  Optional<String> whyIgnored(String event) {
    return switch (event) {
      case "repo:push", "repo:refs_changed" -> Optional.empty();
      default -> Optional.of(PUSHES_ONLY);
    };
  }

  /** Data Center's test of a connection names no repository, so that nobody's secret can fit. */
  @Override
  public Reading read(Headers headers, Instant now) {
    return headers.get(EVENT).equals("diagnostics:ping")
        ? new Reading.Answered(Answer.ignored("ping"))
        : super.read(headers, now);
  }

  @Override
  public void read(JsonFields json, Payload payload) throws IOException {
    json.whole(
        Map.of(
            "push",
            () -> json.object(Map.of("changes", () -> json.array(() -> cloud(json, payload)))),
            "changes",
            () -> json.array(() -> dataCenter(json, payload)),
            "repository",
            () -> repository(json, payload)));
  }

  private static void cloud(JsonFields json, Payload payload) throws IOException {
    Payload.Change change = payload.change();
    json.object(
        Map.of(
            "new", () -> branch(json, change, true),
            "old", () -> branch(json, change, false),
            "closed", () -> change.deleted(json.truth().orElse(false)),
            "forced", () -> change.forced(json.truth())));
  }

  /** What the ref is now, or was before it was deleted. */
  private static void branch(JsonFields json, Payload.Change change, boolean now)
      throws IOException {
    Parts parts = new Parts();
    json.object(
        Map.of(
            "type", () -> parts.type = json.text(),
            "name", () -> parts.name = json.text(),
            "target", () -> json.object(Map.of("hash", () -> parts.hash = json.text()))));
    String folder = parts.type.filter(type -> type.equals("tag")).isPresent() ? "tags" : "heads";
    Optional<String> ref = parts.name.map(name -> "refs/" + folder + "/" + name);
    if (now && ref.isPresent()) {
      change.ref(ref);
      change.commit(parts.hash);
    } else if (change.ref().isEmpty()) {
      change.ref(ref);
    }
  }

  private static final class Parts {
    private Optional<String> type = Optional.empty();
    private Optional<String> name = Optional.empty();
    private Optional<String> hash = Optional.empty();
  }

  private static void dataCenter(JsonFields json, Payload payload) throws IOException {
    Payload.Change change = payload.change();
    json.object(
        Map.of(
            "refId", () -> change.ref(json.text()),
            "toHash", () -> change.commit(json.text()),
            "type", () -> change.deleted(json.text().filter("DELETE"::equals).isPresent())));
  }

  private static void repository(JsonFields json, Payload payload) throws IOException {
    Field link = () -> json.object(Map.of("href", () -> payload.address(json.text())));
    json.object(
        Map.of("links", () -> json.object(Map.of("html", link, "clone", () -> json.array(link)))));
    payload.named();
  }
}
