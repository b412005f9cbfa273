package dev.ingot.pipeline;

import dev.ingot.pipeline.PipelineFileException.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads a file's text: UTF-8, and not more of it than a reader looks at. */
final class TextFile {
  /** A character has at most four bytes. */
  private static final long MOST_BYTES = YamlReader.MOST_CHARACTERS * 4L;

  private TextFile() {}

  /**
   * @param missing what to do when it is not there
   */
  static String read(Path file, String missing) {
    try {
      if (Files.isDirectory(file)) {
        throw new PipelineFileException(file + " is a folder; name a file");
      }
      if (Files.size(file) > MOST_BYTES) {
        throw new PipelineFileException(file + " is larger than 1 MiB; keep data out of it");
      }
      return decode(Files.readAllBytes(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new PipelineFileException(file + " is not there; " + missing);
    } catch (IOException e) {
      throw new PipelineFileException(file + " cannot be read: " + e.getMessage());
    }
  }

  static String decode(byte[] bytes, String file) {
    if (isUtf16(bytes)) {
      throw refusal(file, 1, 1, "the file is UTF-16; save it as UTF-8");
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    boolean wrong = decoder.decode(in, out, true).isError();
    String text = out.flip().toString();
    if (wrong) {
      int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
      int column = text.length() - text.lastIndexOf('\n');
      throw refusal(file, line, column, "the file is not UTF-8 from here on; save it as UTF-8");
    }
    return text;
  }

  /** With a mark, or every other byte of what begins it is zero. */
  private static boolean isUtf16(byte[] bytes) {
    if (bytes.length < 2) {
      return false;
    }
    int mark = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
    if (mark == 0xfffe || mark == 0xfeff) {
      return true;
    }
    return bytes.length >= 4
        && ((bytes[0] == 0 && bytes[2] == 0 && bytes[1] != 0 && bytes[3] != 0)
            || (bytes[1] == 0 && bytes[3] == 0 && bytes[0] != 0 && bytes[2] != 0));
  }

  private static PipelineFileException refusal(String file, int line, int column, String what) {
    return new PipelineFileException(List.of(new Problem(file, line, column, what, false)));
  }
}
