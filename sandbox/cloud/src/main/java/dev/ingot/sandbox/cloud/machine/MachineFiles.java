package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this process reads of what a machine can write: whatever the machine puts there, even just
 * now, no link is followed, nobody waits for what never comes, and nothing without end is read.
 * This process may read more than the machine.
 */
final class MachineFiles {
  private MachineFiles() {}

  /**
   * A file's text.
   *
   * @param most bytes that it may have
   * @throws IOException as {@link #open}, and when it has more bytes or is no UTF-8
   */
  static String text(Path base, Path file, int most) throws IOException {
    try (SeekableByteChannel from = open(base, file)) {
      long size = from.size();
      if (size > most) {
        throw new IOException("%s has %,d bytes, more than %,d".formatted(file, size, most));
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) size);
      while (bytes.hasRemaining() && from.read(bytes) >= 0) {
        // The rest of it.
      }
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    }
  }

  /**
   * Opens a file to be read, no further than its size.
   *
   * @param base which the machine cannot put something else in the place of
   * @param file from there, a normal path
   * @throws NoSuchFileException when there is none
   * @throws IOException when it is no regular file or is behind a link
   */
  static SeekableByteChannel open(Path base, Path file) throws IOException {
    @Nullable Path parent = file.getParent();
    Path folder = parent == null ? Path.of("") : parent;
    Path name = file.getFileName();
    return HeldFolder.use(
        base,
        folder,
        held -> {
          regular(HeldFolder.attributes(held, name), name);
          return open(held, name);
        },
        () -> {
          Path path = base.resolve(file);
          regular(
              Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS),
              name);
          return Files.newByteChannel(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        });
  }

  private static void regular(BasicFileAttributes found, Path name) throws IOException {
    if (!found.isRegularFile()) {
      throw new IOException(name + " is no file");
    }
  }

  private static SeekableByteChannel open(SecureDirectoryStream<Path> held, Path name)
      throws IOException {
    try {
      // To write, too, as nobody wants to: a FIFO that took the file's place would hold up whoever
      // only reads. It has no size, so that none of it is read.
      return held.newByteChannel(
          name,
          Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
    } catch (AccessDeniedException e) {
      return held.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }
  }

  /**
   * The names of what is in a folder, sorted; none when there is no such folder, or it is behind a
   * link.
   *
   * @param base which the machine cannot put something else in the place of
   * @param folder from there, a normal path
   * @throws IOException when there are more than so many
   */
  static List<Path> names(Path base, Path folder, int most) throws IOException {
    try {
      return HeldFolder.use(
          base,
          folder,
          held -> names(held, folder, most),
          () -> {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(base.resolve(folder))) {
              return names(all, folder, most);
            }
          });
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
  }

  private static List<Path> names(DirectoryStream<Path> all, Path folder, int most)
      throws IOException {
    List<Path> names = new ArrayList<>();
    try {
      for (Path entry : all) {
        if (names.size() == most) {
          throw new IOException("%s has more than %,d files".formatted(folder, most));
        }
        names.add(entry.getFileName());
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    names.sort(Comparator.naturalOrder());
    return names;
  }
}
