package dev.ingot.listener.webhook;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** What a webhook's sender shares with us; never shown. */
record Secret(String text) {
  /** GitLab's signing tokens begin so, as those of Standard Webhooks do. */
  private static final String SIGNING = "whsec_";

  byte[] bytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  boolean isSigningToken() {
    return text.startsWith(SIGNING);
  }

  /** The key in a signing token; empty when the secret is none. */
  Optional<byte[]> signingKey() {
    if (!isSigningToken()) {
      return Optional.empty();
    }
    try {
      byte[] key = Base64.getDecoder().decode(text.substring(SIGNING.length()));
      return key.length == 0 ? Optional.empty() : Optional.of(key);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "Secret[...]";
  }
}
