package dev.ingot.sandbox.cloud.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Collectors;

/** The one key pair that is accepted. */
public record AccessKey(String id, String secret) {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final String BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  /** Reads the pair from the file, or makes one that only its owner may read. */
  public static AccessKey keptIn(Path file) throws IOException {
    if (Files.exists(file)) {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() == 2 && !lines.get(0).isBlank() && !lines.get(1).isBlank()) {
        return new AccessKey(lines.get(0), lines.get(1));
      }
      throw new IOException(file + " should hold an access key id and its secret; delete it");
    }
    AccessKey made = new AccessKey("AKIA" + random(UPPER, 16), random(BASE64, 40));
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, made.id + "\n" + made.secret + "\n");
    return made;
  }

  /** One for a session; known to this process alone. */
  static AccessKey temporary() {
    return new AccessKey("ASIA" + random(UPPER, 16), random(BASE64, 40));
  }

  /** A text that nobody guesses. */
  static String token() {
    return random(BASE64, 64);
  }

  private static String random(String alphabet, int length) {
    return RANDOM
        .ints(length, 0, alphabet.length())
        .mapToObj(i -> String.valueOf(alphabet.charAt(i)))
        .collect(Collectors.joining());
  }

  @Override
  public String toString() {
    return "AccessKey[" + id + "]";
  }
}
