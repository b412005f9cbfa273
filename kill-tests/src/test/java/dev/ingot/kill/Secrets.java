package dev.ingot.kill;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What webhooks are signed with.
 *
 * @param folder a file per service
 */
record Secrets(Path folder) {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String HMAC = "HmacSHA256";

  void make(String service) throws IOException {
    Files.writeString(folder.resolve(service), SECRET + "\n");
  }

  /** What GitHub puts into {@code X-Hub-Signature-256}. */
  static String sign(byte[] body) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(HMAC);
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), HMAC));
    return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
  }
}
