package dev.ingot.sandbox.cloud.api;

import dev.ingot.sandbox.cloud.wire.AwsError;
import dev.ingot.sandbox.cloud.wire.Reply;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of an object, as the AWS CLI asks for those of a large one.
 *
 * @param first first byte
 * @param last last byte, which is in it
 * @param size of the whole object
 */
record ByteRange(long first, long last, long size) {
  private static final Pattern HEADER = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

  /**
   * Reads the header; empty for one that is to be ignored.
   *
   * @throws AwsError when it begins behind the end
   */
  static Optional<ByteRange> of(String header, long size) {
    Matcher matcher = HEADER.matcher(header);
    if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
      return Optional.empty();
    }
    boolean suffix = matcher.group(1).isEmpty();
    long first =
        suffix
            ? Math.max(0, size - Long.parseLong(matcher.group(2)))
            : Long.parseLong(matcher.group(1));
    long last =
        suffix || matcher.group(2).isEmpty()
            ? size - 1
            : Math.min(size - 1, Long.parseLong(matcher.group(2)));
    if (first > last) {
      throw new AwsError(416, "InvalidRange", "The requested range is not satisfiable");
    }
    return Optional.of(new ByteRange(first, last, size));
  }

  Reply reply(Path file, Map<String, String> headers) {
    return new Reply(206, headers, new Reply.Body.FileContent(file, first, last - first + 1))
        .with("Content-Range", "bytes " + first + "-" + last + "/" + size);
  }
}
