package dev.ingot.stage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;

/** Which Ingot this is; the build writes it down beside the classes, in a jar or not. */
final class Version {
  /** Such as {@code 0.1.0}; {@code dev} where no build has been at work. */
  static final String TEXT = read();

  private static final String FILE = "version.txt";

  private Version() {}

  private static String read() {
    try (InputStream in = Version.class.getResourceAsStream(FILE)) {
      String text = in == null ? "" : new String(in.readAllBytes(), UTF_8).strip();
      return text.isEmpty() || text.startsWith("$") ? "dev" : text;
    } catch (IOException e) {
      return "dev";
    }
  }
}
