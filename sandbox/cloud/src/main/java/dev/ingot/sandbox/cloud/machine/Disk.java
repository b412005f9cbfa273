package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * What a machine may hold, as its volume would. It is watched while scripts run: a machine may be
 * over it for a moment.
 *
 * @param bytes of all files, as long as they say they are, 1 or more
 * @param files and folders and links, 1 or more
 */
public record Disk(long bytes, long files) {
  /** As an instance of EC2 has it unless one asks for more. */
  public static final Disk DEFAULT = new Disk(8L << 30, 1_000_000);

  public Disk {
    if (bytes < 1 || files < 1) {
      throw new IllegalArgumentException("a disk holds something");
    }
  }

  /** Whether what is in the folders fits; links are not followed. */
  boolean holds(Path... folders) {
    Count count = new Count();
    for (Path folder : folders) {
      try {
        Files.walkFileTree(folder, count);
      } catch (IOException e) {
        throw new UncheckedIOException(e); // the visitor forgives everything
      }
    }
    return count.fits();
  }

  /** For whoever has filled it. */
  String full() {
    return "No space left on device: this machine holds %s in %,d files at most"
        .formatted(bytes < 1 << 20 ? bytes + " bytes" : (bytes >> 20) + " MiB", files);
  }

  private final class Count extends SimpleFileVisitor<Path> {
    private long bytesSeen;
    private long filesSeen;

    boolean fits() {
      return bytesSeen <= bytes && filesSeen <= files;
    }

    private FileVisitResult more(long length) {
      filesSeen++;
      bytesSeen += length;
      return fits() ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return more(0);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      return more(attributes.isRegularFile() ? attributes.size() : 0);
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return more(0); // it has just gone, or its owner forbids to look
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
      return FileVisitResult.CONTINUE;
    }
  }
}
