package dev.ingot.events.topics;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** Deterministic ids: the same cause gives the same id, so a repeated effect can be recognised. */
public final class Ids {
  private static final int SHORT_COMMIT = 8;
  private static final int CAUSE_HASH = 8;

  private Ids() {}

  /**
   * Id of an event.
   *
   * @param event simple name of the event, such as {@code ImageReady}
   * @param parts what makes it unique, in order; each is hashed with its length, so that no two
   *     lists run together
   * @return 32 hexadecimal digits
   */
  public static String event(String event, Object... parts) {
    return digest(event, parts).substring(0, 32);
  }

  /**
   * Id of a deployment: service, environment, short commit and a hash of the causing event's id, so
   * that a redeploy of the same commit is another deployment.
   */
  public static String deployment(
      String service, String environment, String commitId, String causeId) {
    String commit = commitId.substring(0, Math.min(SHORT_COMMIT, commitId.length()));
    String hash = digest("Deployment", service, environment, commitId, causeId);
    return String.join("-", service, environment, commit, hash.substring(0, CAUSE_HASH))
        .toLowerCase(Locale.ROOT);
  }

  /** SHA-256 over the parts, each with its length in front; 64 hexadecimal digits. */
  public static String digest(String kind, Object... parts) {
    MessageDigest sha = sha256();
    update(sha, kind);
    for (Object part : parts) {
      update(sha, String.valueOf(part));
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  private static void update(MessageDigest sha, String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    sha.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    sha.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
