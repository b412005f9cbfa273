package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * What a machine writes to its console, the last of it: two files of half the limit each, the older
 * of which is dropped when the newer is full. Safe for use by many threads.
 */
final class ConsoleLog extends OutputStream {
  /** The most that is kept, in bytes; at least half of it is. */
  static final int LIMIT = 1024 * 1024;

  private final Path newer;
  private final Path older;
  private OutputStream out;
  private long written;
  private boolean closed;

  ConsoleLog(Path folder) {
    this.newer = folder.resolve("console.log");
    this.older = folder.resolve("console.log.1");
    try {
      this.out = Files.newOutputStream(newer);
    } catch (IOException e) {
      throw new UncheckedIOException("can't write a machine's console", e);
    }
  }

  /** One line of the machine's own. */
  void say(String line) {
    try {
      write(("ingot: " + line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("can't write a machine's console", e);
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    if (closed) {
      return;
    }
    if (written > 0 && written + length > LIMIT / 2) {
      out.close();
      Files.move(newer, older, StandardCopyOption.REPLACE_EXISTING);
      out = Files.newOutputStream(newer);
      written = 0;
    }
    out.write(bytes, offset, length);
    written += length;
  }

  /** The last of it, at most so many bytes; begins with a whole character. */
  synchronized String tail(int maxBytes) {
    try {
      byte[] last = tail(newer, maxBytes);
      byte[] before = tail(older, maxBytes - last.length);
      byte[] all = new byte[before.length + last.length];
      System.arraycopy(before, 0, all, 0, before.length);
      System.arraycopy(last, 0, all, before.length, last.length);
      int start = 0;
      while (all.length == maxBytes && start < Math.min(3, all.length) && isInside(all[start])) {
        start++;
      }
      return new String(all, start, all.length - start, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("can't read a machine's console", e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    out.close();
  }

  private static byte[] tail(Path file, int maxBytes) throws IOException {
    // The machine can put anything in its place, also what is not its own to read, or never ends.
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return new byte[0];
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      byte[] bytes = new byte[(int) Math.min(maxBytes, in.length())];
      in.seek(in.length() - bytes.length);
      in.readFully(bytes);
      return bytes;
    } catch (NoSuchFileException | java.io.FileNotFoundException e) {
      return new byte[0];
    }
  }

  /** Whether the byte is inside a UTF-8 character, not its first. */
  private static boolean isInside(byte b) {
    return (b & 0xC0) == 0x80;
  }
}
