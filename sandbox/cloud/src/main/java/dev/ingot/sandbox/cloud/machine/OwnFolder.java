package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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

  /** What is done in a folder that is held open. */
  @FunctionalInterface
  private interface Work {
    void in(SecureDirectoryStream<Path> folder) throws IOException;
  }

  /**
   * Writes a file anew.
   *
   * @param beside which the machine cannot put something else in the place of
   * @param folder in it
   */
  static void write(Path beside, String folder, String name, String text) throws IOException {
    Path file = beside.resolve(folder).resolve(name);
    held(
        beside,
        folder,
        held -> {
          removed(held, name);
          try (SeekableByteChannel to =
              held.newByteChannel(
                  Path.of(name), Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
              to.write(bytes);
            }
          }
        },
        () -> Files.writeString(file, text));
  }

  /** Removes a file, if it is there. */
  static void remove(Path beside, String folder, String name) throws IOException {
    Path file = beside.resolve(folder).resolve(name);
    held(beside, folder, held -> removed(held, name), () -> Files.deleteIfExists(file));
  }

  /** The other way, for systems that do not hold folders open. */
  @FunctionalInterface
  private interface Plainly {
    Object work() throws IOException;
  }

  private static void held(Path beside, String folder, Work work, Plainly plainly)
      throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(beside)) {
      if (all instanceof SecureDirectoryStream<Path> secure) {
        try (SecureDirectoryStream<Path> held =
            secure.newDirectoryStream(Path.of(folder), LinkOption.NOFOLLOW_LINKS)) {
          work.in(held);
        }
      } else {
        var unused = plainly.work();
      }
    }
  }

  private static void removed(SecureDirectoryStream<Path> folder, String name) throws IOException {
    try {
      folder.deleteFile(Path.of(name));
    } catch (NoSuchFileException e) {
      // As it is to be.
    }
  }
}
