package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What machines of an earlier life still run, because neither their JVM nor its guardian had the
 * time to end it. Linux only, like the guardian.
 */
public final class Leftovers {
  private Leftovers() {}

  /**
   * Kills every process of a machine whose root was in the folder; returns when none is left. To be
   * called by whoever has the folder to itself, before a machine is booted in it.
   */
  public static void kill(Path folder) {
    String root =
        "\0" + MachineFolder.ROOT + "=" + bytes(folder.toAbsolutePath().normalize()) + "/";
    new ProcessTree(
            "an earlier life in " + folder,
            environment ->
                environment.contains("\0" + Marker.VARIABLE + "=") && environment.contains(root))
        .kill();
  }

  /** Deletes a folder with all that machines have left in it, however deep; links as links. */
  public static void delete(Path folder) throws IOException {
    Trees.delete(folder);
  }

  /** The path as the system has it, byte by byte. */
  private static String bytes(Path path) {
    Charset names = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    return new String(path.toString().getBytes(names), StandardCharsets.ISO_8859_1);
  }
}
