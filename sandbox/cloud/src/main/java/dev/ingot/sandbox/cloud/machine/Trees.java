package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Copies, names and deletes folders without ever following a symbolic link. Paths are handled as
 * paths, not as strings: a file name need not be text in any encoding.
 */
final class Trees {
  private static final Path SLASH = Path.of("/");
  private static final int SET_ID = 06000;
  private static final int RM_SECONDS = 60;

  private Trees() {}

  /**
   * Copies folders, regular files and links with their modes, but for the bits that lend a file's
   * owner to whoever runs it; leaves out everything else.
   */
  static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(folder)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!attributes.isOther()) {
              Files.copy(
                  file,
                  to.resolve(from.relativize(file)),
                  LinkOption.NOFOLLOW_LINKS,
                  StandardCopyOption.COPY_ATTRIBUTES);
              if (attributes.isRegularFile() && lendsItsOwner(file)) {
                Files.setPosixFilePermissions(
                    to.resolve(from.relativize(file)), Files.getPosixFilePermissions(file));
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            // Only now: a folder may forbid what had to be written into it.
            Files.setPosixFilePermissions(
                to.resolve(from.relativize(folder)), Files.getPosixFilePermissions(folder));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static boolean lendsItsOwner(Path file) throws IOException {
    int mode = (Integer) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return (mode & SET_ID) != 0;
  }

  /** SHA-256 over the sorted paths, modes, link targets and contents. */
  static String digest(Path root) throws IOException {
    MessageDigest digest = sha256();
    for (Map.Entry<String, Path> entry : sorted(root).entrySet()) {
      Path path = entry.getValue();
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isSymbolicLink()) {
        Path target = Files.readSymbolicLink(path);
        update(
            digest,
            "link",
            entry.getKey(),
            target.isAbsolute() + " " + rawName(SLASH.resolve(target)));
      } else {
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        if (attributes.isDirectory()) {
          update(digest, "folder", entry.getKey(), mode);
        } else {
          update(digest, "file", entry.getKey(), mode, Long.toString(attributes.size()));
          update(digest, path);
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Bytes of all regular files. */
  static long size(Path root) throws IOException {
    try (var paths = Files.walk(root)) {
      return paths
          .filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
          .mapToLong(path -> path.toFile().length())
          .sum();
    }
  }

  /** Deletes the tree; does nothing when it is not there. */
  static void delete(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      deleteByPath(root);
    } catch (FileSystemException e) {
      // Folders within folders may have paths that are longer than any call takes.
      deleteByName(root);
    }
  }

  private static void deleteByName(Path root) throws IOException {
    Process rm =
        new ProcessBuilder("rm", "-rf", "--", root.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!rm.waitFor(RM_SECONDS, TimeUnit.SECONDS) || rm.exitValue() != 0) {
        throw new IOException("can't delete " + root);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while deleting " + root, e);
    } finally {
      rm.destroyForcibly();
    }
  }

  private static void deleteByPath(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
            if (permissions.addAll(PosixFilePermissions.fromString("rwx------"))) {
              Files.setPosixFilePermissions(folder, permissions);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static SequencedMap<String, Path> sorted(Path root) throws IOException {
    String prefix = rawName(root);
    TreeMap<String, Path> sorted = new TreeMap<>();
    try (var paths = Files.walk(root)) {
      paths.forEach(path -> sorted.put(rawName(path).substring(prefix.length()), path));
    }
    return sorted;
  }

  /** Every byte of the name, also of one that is not text: a URI escapes what it can't hold. */
  private static String rawName(Path path) {
    String name = path.toUri().getRawPath();
    // toUri() looks at the disk and adds a slash to what is a folder there.
    return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
  }

  private static void update(MessageDigest digest, String... fields) {
    for (String field : fields) {
      digest.update(field.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
  }

  private static void update(MessageDigest digest, Path file) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
