package dev.ingot.sandbox.cloud.wire;

import dev.ingot.sandbox.cloud.wire.Authenticator.Proof;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads an {@code aws-chunked} body: chunks with a size and perhaps a signature each, then trailing
 * headers. Signatures are verified chunk by chunk, before the end of each is passed on.
 */
final class AwsChunked extends InputStream {
  private static final int LONGEST_LINE = 8_192;
  private static final int MOST_TRAILERS = 20;
  private static final long LARGEST_CHUNK = 5L << 30;

  private final InputStream in;
  private final Proof proof;
  private final boolean signed;
  private final boolean trailing;
  private final MessageDigest chunkDigest = SigV4.sha256();
  private final Map<String, String> trailers = new TreeMap<>();
  private String previous;
  private String expected = "";
  private long left;
  private boolean first = true;
  private boolean ended;

  /**
   * @param mode value of {@code x-amz-content-sha256}
   */
  AwsChunked(InputStream in, Proof proof, String mode) {
    this.in = in;
    this.proof = proof;
    this.signed = mode.startsWith("STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
    this.trailing = mode.endsWith("-TRAILER");
    this.previous = proof.claim().signature();
    if (!signed && !mode.equals("STREAMING-UNSIGNED-PAYLOAD-TRAILER")) {
      throw AwsError.of("InvalidRequest", "x-amz-content-sha256 " + mode + " is not supported");
    }
  }

  /** The trailing headers, once the end was read. */
  Map<String, String> trailers() {
    return trailers;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0 && !ended) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int read = in.read(buffer, offset, (int) Math.min(length, left));
    if (read < 0) {
      throw incomplete();
    }
    chunkDigest.update(buffer, offset, read);
    left -= read;
    if (left == 0) {
      verifyChunk();
    }
    return read;
  }

  private void nextChunk() throws IOException {
    if (!first && !line().isEmpty()) {
      throw incomplete();
    }
    first = false;
    String header = line();
    int semicolon = header.indexOf(';');
    try {
      left = Long.parseLong(semicolon < 0 ? header : header.substring(0, semicolon), 16);
    } catch (NumberFormatException e) {
      throw incomplete();
    }
    if (left < 0 || left > LARGEST_CHUNK) {
      throw incomplete();
    }
    String marker = ";chunk-signature=";
    expected = semicolon < 0 ? "" : header.substring(semicolon).replace(marker, "");
    if (left == 0) {
      ended = true;
      verifyChunk();
      readTrailers();
    }
  }

  private void verifyChunk() {
    String hash = HexFormat.of().formatHex(chunkDigest.digest());
    if (signed) {
      String signature = proof.chunkSignature(previous, hash);
      requireSame(signature, expected);
      previous = signature;
    }
  }

  private void readTrailers() throws IOException {
    StringBuilder canonical = new StringBuilder();
    String trailerSignature = "";
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 0 || trailers.size() >= MOST_TRAILERS) {
        throw incomplete();
      }
      String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      if (name.equals("x-amz-trailer-signature")) {
        trailerSignature = value;
      } else {
        trailers.put(name, value);
        canonical.append(name).append(':').append(value).append('\n');
      }
    }
    if (signed && trailing) {
      String hash = SigV4.hash(canonical.toString().getBytes(StandardCharsets.UTF_8));
      requireSame(proof.trailerSignature(previous, hash), trailerSignature);
    }
  }

  private static void requireSame(String signature, String given) {
    if (!Authenticator.sameText(signature, given)) {
      throw new Refusal.RefusedException(
          Refusal.MISMATCH,
          "The chunk signature we calculated does not match the signature you provided.");
    }
  }

  /** A line without its end; the end of the stream counts as an empty one. */
  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (line.length() >= LONGEST_LINE) {
        throw incomplete();
      }
      line.append((char) c);
    }
    int end = line.length();
    return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
  }

  private static AwsError incomplete() {
    return AwsError.of(
        "IncompleteBody",
        "The request body terminated unexpectedly, or is not in the aws-chunked encoding.");
  }
}
