package dev.ingot.listener.webhook;

import java.util.List;
import java.util.Optional;

/**
 * Gitea and Forgejo: GitHub's payload, with headers of their own. The first signature that is there
 * counts; a wrong one is not made good by another.
 *
 * <p>https://docs.gitea.com/usage/repository/webhooks,
 * https://forgejo.org/docs/latest/user/webhooks
 */
final class Gitea extends GitHub {
  private static final String PREFIXED = "X-Hub-Signature-256";

  Gitea() {
    super(
        "gitea",
        List.of("X-Gitea-Event", "X-Forgejo-Event"),
        List.of("X-Gitea-Delivery", "X-Forgejo-Delivery"),
        List.of("X-Gitea-Signature", "X-Forgejo-Signature", PREFIXED));
  }

  @Override
  Optional<Claim> claim(String header, String value) {
    return header.equals(PREFIXED) ? Claim.prefixed(value) : Claim.hex(value);
  }
}
