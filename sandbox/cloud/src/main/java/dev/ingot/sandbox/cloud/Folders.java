package dev.ingot.sandbox.cloud;

import dev.ingot.sandbox.cloud.machine.Leftovers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders that are ours alone. */
final class Folders {
  private Folders() {}

  /** Makes it, and deletes what an earlier run left in it. */
  static void empty(Path folder) throws IOException {
    delete(folder);
    Files.createDirectories(folder);
  }

  /** Deletes it with all that is in it, links but not what they lead to. */
  static void delete(Path folder) throws IOException {
    Leftovers.delete(folder);
  }
}
