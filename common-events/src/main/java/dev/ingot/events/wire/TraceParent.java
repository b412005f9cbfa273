package dev.ingot.events.wire;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * W3C Trace Context's {@code traceparent}: which trace a record belongs to.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param parentId the span that the record was written in: 16 of them, not all zero
 * @param flags 0 to 255; bit 0 says that the trace is sampled
 */
public record TraceParent(String traceId, String parentId, int flags) {
  /** Name of the header. */
  public static final String HEADER = "traceparent";

  private static final int SAMPLED = 1;
  private static final int VERSION_0_LENGTH = 55;
  private static final int TRACE_ID_LENGTH = 32;
  private static final int PARENT_ID_LENGTH = 16;
  private static final Pattern WHOLE =
      Pattern.compile(
          "(?<version>[0-9a-f]{2})-(?<trace>[0-9a-f]{32})-(?<parent>[0-9a-f]{16})"
              + "-(?<flags>[0-9a-f]{2})(?<more>-[ -~]*)?");

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException when one is not as it must be
   */
  public TraceParent {
    if (!isId(traceId, TRACE_ID_LENGTH)
        || !isId(parentId, PARENT_ID_LENGTH)
        || flags < 0
        || flags > 0xff) {
      throw new IllegalArgumentException("no traceparent has these parts");
    }
  }

  /** Reads one; empty when it is malformed. What later versions append is left out. */
  public static Optional<TraceParent> parse(String text) {
    Matcher matcher = WHOLE.matcher(text.length() > 512 ? "" : text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String version = matcher.group("version");
    if (version.equals("ff") || (version.equals("00") && text.length() != VERSION_0_LENGTH)) {
      return Optional.empty();
    }
    try {
      int flags = HexFormat.fromHexDigits(matcher.group("flags"));
      return Optional.of(new TraceParent(matcher.group("trace"), matcher.group("parent"), flags));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** What the headers say; empty when there is none or a malformed one. */
  public static Optional<TraceParent> from(Headers headers) {
    Header header = headers.lastHeader(HEADER);
    return header == null || header.value() == null
        ? Optional.empty()
        : parse(new String(header.value(), StandardCharsets.ISO_8859_1));
  }

  /** Sets the header, in place of one that is there. */
  public void writeTo(Headers headers) {
    headers.remove(HEADER);
    headers.add(HEADER, format().getBytes(StandardCharsets.US_ASCII));
  }

  /** As version 00. */
  public String format() {
    return "00-" + traceId + "-" + parentId + "-" + HexFormat.of().toHexDigits((byte) flags);
  }

  /** A loop: it is gone through for every event. */
  private static boolean isId(String text, int length) {
    boolean zero = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
      zero &= c == '0';
    }
    return text.length() == length && !zero;
  }

  public boolean sampled() {
    return (flags & SAMPLED) != 0;
  }
}
