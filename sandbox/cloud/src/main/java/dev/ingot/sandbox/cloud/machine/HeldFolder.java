package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;

/** Holds a folder open that a machine can write, too, and was not led there by a link of its. */
final class HeldFolder {
  private HeldFolder() {}

  /** What is done in a folder that is held open. */
  @FunctionalInterface
  interface Work<T> {
    T in(SecureDirectoryStream<Path> folder) throws IOException;
  }

  /** The other way, for systems that do not hold folders open. */
  @FunctionalInterface
  interface Plainly<T> {
    T work() throws IOException;
  }

  /**
   * Does something in a folder.
   *
   * @param base which the machine cannot put something else in the place of
   * @param inside the folder from there, a normal path; an empty one for the base itself
   * @throws java.nio.file.NoSuchFileException when there is no such folder
   * @throws NotDirectoryException when something else is there, or on the way
   */
  static <T> T use(Path base, Path inside, Work<T> work, Plainly<T> plainly) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(base)) {
      return all instanceof SecureDirectoryStream<Path> held
          ? use(held, inside, work)
          : plainly.work();
    }
  }

  private static <T> T use(SecureDirectoryStream<Path> base, Path inside, Work<T> work)
      throws IOException {
    SecureDirectoryStream<Path> held = base;
    try {
      for (Path name : inside) {
        // No more than two are open, however deep it goes.
        if (!name.toString().isEmpty()) {
          SecureDirectoryStream<Path> next = next(held, name);
          held.close();
          held = next;
        }
      }
      return work.in(held);
    } finally {
      held.close();
    }
  }

  private static SecureDirectoryStream<Path> next(SecureDirectoryStream<Path> held, Path name)
      throws IOException {
    // Whoever opens a FIFO is held up.
    if (!attributes(held, name).isDirectory()) {
      throw new NotDirectoryException(name.toString());
    }
    return held.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
  }

  /** Of what has the name, be it a link. */
  static BasicFileAttributes attributes(SecureDirectoryStream<Path> held, Path name)
      throws IOException {
    return held.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }
}
