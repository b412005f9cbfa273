package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Files that are written by this process in a folder that a machine can write, too: where it has
 * put a link, even just now, nothing is written to what that leads to. This process may write more
 * than the machine.
 */
final class OwnFolder {
  private OwnFolder() {}

  /**
   * Writes a file anew.
   *
   * @param beside which the machine cannot put something else in the place of
   * @param folder in it
   */
  static void write(Path beside, String folder, String name, String text) throws IOException {
    Path file = beside.resolve(folder).resolve(name);
    var unused =
        HeldFolder.use(
            beside,
            Path.of(folder),
            held -> {
              removed(held, name);
              try (SeekableByteChannel to =
                  held.newByteChannel(
                      Path.of(name),
                      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                  to.write(bytes);
                }
              }
              return file;
            },
            () -> Files.writeString(file, text));
  }

  /** Removes a file, if it is there. */
  static void remove(Path beside, String folder, String name) throws IOException {
    Path file = beside.resolve(folder).resolve(name);
    var unused =
        HeldFolder.use(
            beside, Path.of(folder), held -> removed(held, name), () -> Files.deleteIfExists(file));
  }

  private static boolean removed(SecureDirectoryStream<Path> folder, String name)
      throws IOException {
    try {
      folder.deleteFile(Path.of(name));
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
