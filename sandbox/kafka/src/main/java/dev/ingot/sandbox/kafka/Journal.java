package dev.ingot.sandbox.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A file that only grows: one entry a line, each behind its checksum.
 *
 * <p>A last line that a crash cut off is dropped; damage before it is refused, because what follows
 * would be read with the wrong ids. The caller sees to it that nobody else has the file.
 */
final class Journal implements AutoCloseable {
  private static final int CHECKSUM_DIGITS = 8;

  private final Path file;
  private final FileChannel channel;
  private final List<String> entries;

  private Journal(Path file, FileChannel channel, List<String> entries) {
    this.file = file;
    this.channel = channel;
    this.entries = entries;
  }

  /**
   * Opens the file, made when it is not there.
   *
   * @throws IllegalStateException when it is damaged
   */
  static Journal open(Path file) {
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        List<String> entries = read(file, channel);
        return new Journal(file, channel, entries);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't open " + file, e);
    }
  }

  private static List<String> read(Path file, FileChannel channel) throws IOException {
    byte[] all = Files.readAllBytes(file);
    List<String> entries = new ArrayList<>();
    int begin = 0;
    for (int end = 0; end < all.length; end++) {
      if (all[end] == '\n') {
        String line = new String(all, begin, end - begin, StandardCharsets.UTF_8);
        entries.add(checked(file, entries.size() + 1, line));
        begin = end + 1;
      }
    }
    channel.truncate(begin);
    channel.position(begin);
    return entries;
  }

  private static String checked(Path file, int number, String line) {
    if (line.length() > CHECKSUM_DIGITS) {
      String entry = line.substring(CHECKSUM_DIGITS + 1);
      if (line.equals(withChecksum(entry))) {
        return entry;
      }
    }
    throw new IllegalStateException(
        "%s is damaged at line %d; move it away to begin with an empty registry"
            .formatted(file, number));
  }

  private static String withChecksum(String entry) {
    CRC32C sum = new CRC32C();
    sum.update(entry.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits((int) sum.getValue()) + " " + entry;
  }

  /** What was in the file when it was opened, in order. */
  List<String> entries() {
    return entries;
  }

  /** Adds an entry, on disk before this returns. The entry must be one line. */
  void append(String entry) {
    ByteBuffer line = StandardCharsets.UTF_8.encode(withChecksum(entry) + "\n");
    try {
      long before = channel.position();
      try {
        while (line.hasRemaining()) {
          channel.write(line);
        }
        channel.force(false);
      } catch (IOException e) {
        channel.truncate(before);
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't write " + file, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("can't close " + file, e);
    }
  }
}
