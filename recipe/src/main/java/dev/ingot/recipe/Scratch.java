package dev.ingot.recipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder of the machine's own for a moment; gone with all that is in it when it is closed. */
public record Scratch(Path folder) implements AutoCloseable {
  /** Makes one that nobody else has. */
  public static Scratch make() throws IOException {
    return new Scratch(Files.createTempDirectory("ingot-"));
  }

  @Override
  public void close() throws IOException {
    CacheRoom.delete(folder);
  }
}
