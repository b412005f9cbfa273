package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Images as folders, named by what is in them: the digest covers sorted paths, modes, targets of
 * symbolic links and contents, so equal trees are stored once. Safe for use by many threads.
 */
public final class ImageStore {
  private final Path folder;

  private ImageStore(Path folder) {
    this.folder = folder;
  }

  /** Opens the store in the folder, which is made when it is not there. */
  public static ImageStore open(Path folder) throws IOException {
    return new ImageStore(folder);
  }

  /**
   * Stores a copy of the tree; sockets, pipes and devices are left out, symbolic links are kept as
   * links and never followed.
   *
   * @return its digest, 64 hexadecimal digits
   */
  public String add(Path root) throws IOException {
    throw new UnsupportedOperationException("to come: " + folder);
  }

  /** Whether the image is there. */
  public boolean contains(String digest) {
    throw new UnsupportedOperationException("to come");
  }

  /** Bytes of all regular files of the image. */
  public long size(String digest) throws IOException {
    throw new UnsupportedOperationException("to come");
  }

  /**
   * Writes the image's tree into a new folder; nothing in it is shared with the image.
   *
   * @param newRoot must not be there yet, or be empty
   * @throws java.nio.file.NoSuchFileException when there is no such image
   * @throws java.nio.file.FileAlreadyExistsException when the folder has something in it
   */
  public void copyTo(String digest, Path newRoot) throws IOException {
    throw new UnsupportedOperationException("to come");
  }

  /** Removes the image; does nothing when it is not there. */
  public void remove(String digest) throws IOException {
    throw new UnsupportedOperationException("to come");
  }
}
