package dev.ingot.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secrets that webhooks are signed with, a file per service; for the sandbox, made up. */
final class WebhookSecrets {
  private static final String HMAC = "HmacSHA256";
  private final Path folder;

  private WebhookSecrets(Path folder) {
    this.folder = folder;
  }

  /** Those of the stack whose folder this is. */
  static WebhookSecrets in(Path home) {
    try {
      return new WebhookSecrets(Files.createDirectories(home.resolve("webhook-secrets")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path folder() {
    return folder;
  }

  /** Makes the service's secret unless it has one. */
  Path ensure(String service) {
    Path file = folder.resolve(service);
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    try {
      if (!Files.exists(file)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, HexFormat.of().formatHex(random) + "\n");
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What GitHub puts into {@code X-Hub-Signature-256}. */
  String sign(String service, byte[] body) {
    try {
      String secret = Files.readAllLines(ensure(service)).get(0).strip();
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
      return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + HMAC, e);
    }
  }
}
