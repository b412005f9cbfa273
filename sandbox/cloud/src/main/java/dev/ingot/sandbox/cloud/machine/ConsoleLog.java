package dev.ingot.sandbox.cloud.machine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * What a machine writes to its console, the last of it: two files of half the limit each, the older
 * of which is dropped when the newer is full. The machine can put anything in their place: a link
 * is not followed. Safe for use by many threads.
 */
final class ConsoleLog extends OutputStream {
  /** The most that is kept, in bytes; at least half of it is. */
  static final int LIMIT = 1024 * 1024;

  private final Path folder;
  private final Path newer;
  private final Path older;
  private OutputStream out;
  private long written;
  private boolean closed;

  ConsoleLog(Path folder) {
    this.folder = folder;
    this.newer = folder.resolve("console.log");
    this.older = folder.resolve("console.log.1");
    try {
      this.out = anew(newer);
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
      out = anew(newer);
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

  private static OutputStream anew(Path file) throws IOException {
    Files.deleteIfExists(file);
    return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private byte[] tail(Path file, int maxBytes) throws IOException {
    // Also what is not its own to read, or never ends.
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return new byte[0];
    }
    try (SeekableByteChannel in = MachineFiles.open(folder, file.getFileName())) {
      long size = in.size();
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(maxBytes, size));
      in.position(size - bytes.capacity());
      while (bytes.hasRemaining() && in.read(bytes) >= 0) {
        // The rest of it.
      }
      return Arrays.copyOf(bytes.array(), bytes.position());
    } catch (NoSuchFileException e) {
      return new byte[0];
    }
  }

  /** Whether the byte is inside a UTF-8 character, not its first. */
  private static boolean isInside(byte b) {
    return (b & 0xC0) == 0x80;
  }
}
