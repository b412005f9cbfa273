package dev.ingot.listener.webhook;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A plain git server, whose {@code post-receive} hook is ours; see docs/webhooks.md. */
final class PlainGit extends SignedHost {
  PlainGit() {
    super(
        "git", List.of("X-Ingot-Event"), List.of("X-Ingot-Delivery"), List.of("X-Ingot-Signature"));
  }

  @Override
  Optional<Claim> claim(String header, String value) {
    return Claim.prefixed(value);
  }

  @Override
  Optional<String> whyIgnored(String event) {
    return event.equals("push") ? Optional.empty() : Optional.of(PUSHES_ONLY);
  }

  @Override
  public void read(JsonFields json, Payload payload) throws IOException {
    json.whole(
        Map.of(
            "repository",
            () -> {
              payload.address(json.text());
              payload.named();
            },
            "changes",
            () -> json.array(() -> change(json, payload))));
  }

  private static void change(JsonFields json, Payload payload) throws IOException {
    Payload.Change change = payload.change();
    json.object(
        Map.of(
            "ref", () -> change.ref(json.text()),
            "after", () -> change.commit(json.text())));
  }
}
