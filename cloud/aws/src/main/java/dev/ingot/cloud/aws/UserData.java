package dev.ingot.cloud.aws;

import dev.ingot.cloud.CloudException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What an instance does at its first boot: writes its settings where the unit looks for them, and
 * starts it.
 *
 * <p>Values are anybody's: the file is carried in Base64, so that nothing in it means anything to
 * the shell, and quoted in it as systemd's EnvironmentFile has it.
 */
final class UserData {
  private static final int LIMIT = 16 * 1024;
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private UserData() {}

  static String script(Map<String, String> settings) {
    String file =
        Base64.getEncoder()
            .encodeToString(environmentFile(settings).getBytes(StandardCharsets.UTF_8));
    String script =
        """
        #!/bin/sh
        set -eu
        umask 077
        mkdir -p "${INGOT_ROOT:-}/etc/ingot"
        printf '%%s' '%s' | base64 -d > "${INGOT_ROOT:-}/etc/ingot/env"
        systemctl enable --now ingot-app.service
        """
            .formatted(file);
    if (script.length() > LIMIT) {
      throw new CloudException.Invalid(
          "the settings come to %d bytes of user data; AWS takes %d"
              .formatted(script.length(), LIMIT));
    }
    return script;
  }

  /** One {@code NAME="value"} a line, sorted. */
  static String environmentFile(Map<String, String> settings) {
    StringBuilder file = new StringBuilder();
    new TreeMap<>(settings)
        .forEach(
            (name, value) -> {
              if (!NAME.matcher(name).matches()) {
                throw new CloudException.Invalid(
                    "'" + name + "' is no name for an environment variable");
              }
              file.append(name).append("=\"").append(quoted(name, value)).append("\"\n");
            });
    return file.toString();
  }

  /** Inside double quotes systemd takes a backslash before {@code " \ ` $} away, and no other. */
  private static String quoted(String name, String value) {
    StringBuilder quoted = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\n' && c != '\t') || c == 0x7f) {
        throw new CloudException.Invalid("setting '" + name + "' holds a control character");
      }
      if (c == '"' || c == '\\' || c == '`' || c == '$') {
        quoted.append('\\');
      }
      quoted.append(c);
    }
    return quoted.toString();
  }
}
