package dev.ingot.sandbox.cloud.wire;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** An answer, ready to be written. */
public record Reply(int status, Map<String, String> headers, Body body) {
  public Reply {
    headers = Map.copyOf(headers);
  }

  /** What is in an answer. */
  public sealed interface Body {
    /** Something small. */
    @SuppressWarnings("ArrayRecordComponent") // written once, never compared
    record Bytes(byte[] content) implements Body {}

    /**
     * A part of a file, streamed.
     *
     * @param from first byte
     * @param length how many; up to the end when there are fewer
     */
    record FileContent(Path file, long from, long length) implements Body {}
  }

  /** With a body of this type. */
  public static Reply of(int status, String contentType, byte[] content) {
    return new Reply(status, Map.of("Content-Type", contentType), new Body.Bytes(content));
  }

  /** With a text of this type. */
  public static Reply of(int status, String contentType, String content) {
    return of(status, contentType, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Without a body. */
  public static Reply empty(int status) {
    return new Reply(status, Map.of(), new Body.Bytes(new byte[0]));
  }

  /** The same with one more header. */
  public Reply with(String name, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(name, value);
    return new Reply(status, more, body);
  }
}
