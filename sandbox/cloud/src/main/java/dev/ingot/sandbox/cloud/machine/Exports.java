package dev.ingot.sandbox.cloud.machine;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Variables as text that a POSIX shell evaluates before it goes on as {@code "$@"}. They are read
 * by it, for arguments can be seen by everybody.
 */
final class Exports {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** What some shell keeps for itself, so that it must be told to the program alone. */
  private static final Set<String> SHELLS_OWN =
      Set.of(
          "_",
          "BASHOPTS",
          "BASHPID",
          "BASH_VERSINFO",
          "EGID",
          "EUID",
          "GID",
          "GROUPS",
          "IFS",
          "LINENO",
          "OLDPWD",
          "OPTIND",
          "PPID",
          "PWD",
          "RANDOM",
          "SECONDS",
          "SHELLOPTS",
          "SHLVL",
          "UID",
          "USERNAME");

  private Exports() {}

  /**
   * The text.
   *
   * @throws IllegalArgumentException when a variable can't be one of a process
   */
  static String of(Map<String, String> environment) {
    StringBuilder exports = new StringBuilder();
    StringBuilder alone = new StringBuilder();
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              if (name.isEmpty() || (name + value).indexOf('\0') >= 0 || name.indexOf('=') >= 0) {
                throw new IllegalArgumentException("no variable of a process: " + name);
              }
              if (NAME.matcher(name).matches() && !SHELLS_OWN.contains(name)) {
                exports.append("export ").append(name).append('=').append(quoted(value));
                exports.append('\n');
              } else {
                alone.append(quoted(name + "=" + value)).append(' ');
              }
            });
    return alone.isEmpty()
        ? exports.toString()
        : "set -- %s %s\"$@\"\n%s".formatted(Launcher.tool("env"), alone, exports);
  }

  private static String quoted(String value) {
    return "'" + value.replace("'", "'\\''") + "'";
  }
}
