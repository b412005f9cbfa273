package dev.ingot.recipe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Keeps the fetched repositories within bounds. */
final class CacheRoom {
  private final Path root;
  private final long most;

  CacheRoom(Path root, long most) {
    this.root = root;
    this.most = most;
  }

  /** Notes that the repository was used now. */
  void used(Path gitDir) throws IOException {
    Files.setLastModifiedTime(gitDir, FileTime.from(Instant.now()));
  }

  /** Whether all repositories together take more than they may. */
  boolean isOver() throws IOException {
    return size(root) > most;
  }

  /** Removes what a crash in the midst of a fetch has left locked. */
  void removeLocks() throws IOException {
    if (!Files.isDirectory(root)) {
      return;
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path lock : files.filter(f -> f.toString().endsWith(".lock")).toList()) {
        Files.deleteIfExists(lock);
      }
    }
  }

  /** Makes half of the room free when less is; those not used for longest make way. */
  void make() throws IOException {
    long taken = size(root);
    if (taken <= most / 2) {
      return;
    }
    for (Path gitDir : oldestFirst()) {
      if (taken > most / 2) {
        taken -= size(gitDir);
        delete(gitDir);
      }
    }
  }

  private List<Path> oldestFirst() throws IOException {
    try (Stream<Path> all = Files.list(root)) {
      return all.sorted(Comparator.comparing(CacheRoom::lastUsed)).toList();
    }
  }

  private static FileTime lastUsed(Path gitDir) {
    try {
      return Files.getLastModifiedTime(gitDir);
    } catch (IOException e) {
      return FileTime.from(Instant.EPOCH);
    }
  }

  static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(CacheRoom::fileSize).sum();
    } catch (NoSuchFileException | UncheckedIOException e) {
      return 0; // somebody deletes it just now
    }
  }

  private static long fileSize(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Deletes the folder with all that is in it; what is gone already does not matter. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
