package dev.ingot.git;

import dev.ingot.stage.config.Config;
import java.util.HashMap;
import java.util.Map;

/** Configurations of tests: the defaults, but for what is named. */
final class Given {
  private Given() {}

  static GitConfig config(String... keysAndValues) {
    Map<String, String> settings = new HashMap<>();
    settings.put("ingot.git.schemes", "https,ssh,http,file");
    settings.put("ingot.git.timeout", "20s");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      settings.put("ingot.git." + keysAndValues[i], keysAndValues[i + 1]);
    }
    return Config.read(GitConfig.class, settings);
  }
}
