package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small process that outlives a JVM that is killed, long enough to kill what that JVM's machines
 * were running. It waits at a pipe from the JVM, which the system closes however the JVM ends.
 * Linux only.
 */
final class Guardian {
  private static final Logger LOG = LoggerFactory.getLogger(Guardian.class);
  private static final String SCRIPT =
      """
      trap '' INT HUP
      cat >/dev/null
      for round in 1 2 3 4 5; do
        files=$(grep -lsaF "$1" /proc/[0-9]*/environ)
        [ -n "$files" ] || exit 0
        for file in $files; do
          pid=${file#/proc/}
          kill -KILL "${pid%/environ}" 2>/dev/null
        done
      done
      """;

  private static @Nullable Process process;

  private Guardian() {}

  /**
   * Begins with the first machine. It stays until this JVM ends: one that ended with the last
   * machine would kill what the next one starts meanwhile, for all bear the same mark.
   */
  static synchronized void begin() {
    if ((process == null || !process.isAlive()) && Launcher.hasSetsid()) {
      try {
        process = start();
      } catch (IOException e) {
        LOG.warn("machines will outlive this process if it is killed: {}", e.toString());
      }
    }
  }

  private static Process start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "setsid", "sh", "-c", SCRIPT, "ingot-guardian", Marker.VARIABLE + "=" + Marker.JVM);
    builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
    return builder.redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD).start();
  }
}
