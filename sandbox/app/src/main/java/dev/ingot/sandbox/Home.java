package dev.ingot.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** The folder under {@code .ingot/} that one running stack owns. */
final class Home implements AutoCloseable {
  private final Path folder;
  private final FileChannel lockFile;
  private final FileLock lock;
  private final boolean kept;

  private Home(Path folder, FileChannel lockFile, FileLock lock, boolean kept) {
    this.folder = folder;
    this.lockFile = lockFile;
    this.lock = lock;
    this.kept = kept;
  }

  /** {@code .ingot} in the project's folder, or where the launcher says. */
  static Path base() {
    return Path.of(System.getProperty("ingot.home", ".ingot")).toAbsolutePath().normalize();
  }

  static String logFile() {
    return System.getProperty("ingot.log", base().resolve("ingot.log").toString());
  }

  /**
   * Takes the folder for this process, empty; it goes when it is closed.
   *
   * @throws IllegalStateException when another process has it
   */
  static Home take(String name) {
    return take(name, false);
  }

  /**
   * Takes the folder for this process, with what an earlier one left in it; it stays when it is
   * closed.
   *
   * @throws IllegalStateException when another process has it
   */
  static Home keep(String name) {
    return take(name, true);
  }

  private static Home take(String name, boolean kept) {
    Path base = base();
    try {
      Files.createDirectories(base);
      FileChannel file =
          FileChannel.open(
              base.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(file);
      if (lock == null) {
        file.close();
        throw new IllegalStateException(
            "another 'ingot %s' is running here; stop it first".formatted(name));
      }
      Path folder = base.resolve(name);
      if (!kept) {
        delete(folder);
      }
      Files.createDirectories(folder);
      return new Home(folder, file, lock, kept);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use " + base + ": " + e.getMessage(), e);
    }
  }

  Path folder() {
    return folder;
  }

  Path folder(String name) {
    try {
      return Files.createDirectories(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets go of the folder, and removes it unless it is kept. */
  @Override
  public void close() {
    try {
      if (!kept) {
        delete(folder);
      }
      lock.release();
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot clean up " + folder, e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
