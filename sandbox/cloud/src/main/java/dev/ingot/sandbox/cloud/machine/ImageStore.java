package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Images as folders, named by what is in them: the digest covers sorted paths, modes, targets of
 * symbolic links and contents, so equal trees are stored once. Safe for use by many threads.
 */
public final class ImageStore {
  private static final String DIGEST = "[0-9a-f]{64}";

  private final Path images;
  private final Path unfinished;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  private ImageStore(Path folder) {
    this.images = folder.resolve("images");
    this.unfinished = folder.resolve("unfinished");
  }

  /** Opens the store in the folder, which is made when it is not there. */
  public static ImageStore open(Path folder) throws IOException {
    ImageStore store = new ImageStore(folder.toAbsolutePath().normalize());
    Files.createDirectories(store.images);
    Trees.delete(store.unfinished);
    Files.createDirectories(store.unfinished);
    return store;
  }

  /**
   * Stores a copy of the tree; sockets, pipes and devices are left out, symbolic links are kept as
   * links and never followed.
   *
   * @return its digest, 64 hexadecimal digits
   */
  public String add(Path root) throws IOException {
    return add(root, Disk.DEFAULT);
  }

  /**
   * The same of what must fit on a disk.
   *
   * @throws IOException when it does not
   */
  public String add(Path root, Disk disk) throws IOException {
    if (!disk.holds(root.toRealPath())) {
      throw new IOException(disk.full());
    }
    Path copy = Files.createTempDirectory(unfinished, "add");
    try {
      Trees.copy(root.toRealPath(), copy);
      // Of the copy: whoever still writes to the root can't change what was named.
      String digest = Trees.digest(copy);
      lock.writeLock().lock();
      try {
        if (!contains(digest)) {
          Files.move(copy, image(digest), StandardCopyOption.ATOMIC_MOVE);
        }
      } finally {
        lock.writeLock().unlock();
      }
      return digest;
    } finally {
      Trees.delete(copy);
    }
  }

  /** Whether the image is there. */
  public boolean contains(String digest) {
    return Files.isDirectory(image(digest));
  }

  /** Removes every image that is not wanted. */
  public void keepOnly(Predicate<String> wanted) throws IOException {
    List<String> all;
    try (Stream<Path> folders = Files.list(images)) {
      all = folders.map(folder -> folder.getFileName().toString()).toList();
    }
    for (String digest : all) {
      if (digest.matches(DIGEST) && !wanted.test(digest)) {
        remove(digest);
      }
    }
  }

  /** Bytes of all regular files of the image. */
  public long size(String digest) throws IOException {
    return Trees.size(existing(digest));
  }

  /**
   * Writes the image's tree into a new folder; nothing in it is shared with the image.
   *
   * @param newRoot must not be there yet, or be empty
   * @throws NoSuchFileException when there is no such image
   * @throws FileAlreadyExistsException when the folder has something in it
   */
  public void copyTo(String digest, Path newRoot) throws IOException {
    lock.readLock().lock();
    try {
      Path image = existing(digest);
      if (!isEmpty(newRoot)) {
        throw new FileAlreadyExistsException(newRoot.toString());
      }
      Trees.copy(image, newRoot);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Removes the image; does nothing when it is not there. */
  public void remove(String digest) throws IOException {
    Path doomed = Files.createTempDirectory(unfinished, "remove");
    lock.writeLock().lock();
    try {
      if (contains(digest)) {
        Files.move(image(digest), doomed.resolve("image"), StandardCopyOption.ATOMIC_MOVE);
      }
    } finally {
      lock.writeLock().unlock();
      Trees.delete(doomed);
    }
  }

  private Path existing(String digest) throws NoSuchFileException {
    if (!contains(digest)) {
      throw new NoSuchFileException(image(digest).toString());
    }
    return image(digest);
  }

  private Path image(String digest) {
    if (!digest.matches(DIGEST)) {
      throw new IllegalArgumentException("not an image's digest: " + digest);
    }
    return images.resolve(digest);
  }

  private static boolean isEmpty(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return true;
    }
    try (var entries = Files.newDirectoryStream(folder)) {
      return !entries.iterator().hasNext();
    }
  }
}
