package dev.ingot.cloud.contract;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Where the SDK's default chain looks first, for the time of a test. */
final class Credentials {
  private final Map<String, Optional<String>> before;

  private Credentials(Map<String, Optional<String>> before) {
    this.before = before;
  }

  static Credentials set(String id, String secret) {
    Map<String, Optional<String>> before = new HashMap<>();
    before.put("aws.accessKeyId", Optional.ofNullable(System.setProperty("aws.accessKeyId", id)));
    before.put(
        "aws.secretAccessKey",
        Optional.ofNullable(System.setProperty("aws.secretAccessKey", secret)));
    return new Credentials(before);
  }

  void restore() {
    before.forEach(
        (key, value) ->
            value.ifPresentOrElse(
                old -> System.setProperty(key, old), () -> System.clearProperty(key)));
  }
}
