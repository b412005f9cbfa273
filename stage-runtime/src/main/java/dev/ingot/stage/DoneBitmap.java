package dev.ingot.stage;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The records done beyond a committed offset, as the metadata string of that offset: bit <i>i</i>
 * stands for the offset <i>i</i> beyond the committed one.
 *
 * <p>Format: {@code i1r} or {@code i1z}, then Base64 without padding of the bits as they are, or
 * deflated where that is shorter. Anything else is somebody else's metadata and holds nothing.
 */
final class DoneBitmap {
  /** Offsets beyond the committed one that fit in the most that brokers take, whatever the bits. */
  static final int MOST_BITS = 24_000;

  /** The broker's default {@code offset.metadata.max.bytes}; one more is fatal to the producer. */
  static final int MOST_CHARACTERS = 4_096;

  private static final String RAW = "i1r";
  private static final String DEFLATED = "i1z";
  private static final int MOST_BYTES = MOST_BITS / Byte.SIZE;

  /** Below this, deflate's own header outweighs what it saves. */
  private static final int WORTH_DEFLATING = 24;

  private DoneBitmap() {}

  /**
   * The metadata string; empty when nothing is done.
   *
   * @throws IllegalArgumentException when a bit beyond {@link #MOST_BITS} is set
   */
  static String encode(BitSet done) {
    if (done.length() > MOST_BITS) {
      throw new IllegalArgumentException("a span of " + done.length() + " offsets is too long");
    }
    if (done.isEmpty()) {
      return "";
    }
    byte[] raw = done.toByteArray();
    byte[] deflated = raw.length < WORTH_DEFLATING ? raw : deflate(raw);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return deflated.length < raw.length
        ? DEFLATED + base64.encodeToString(deflated)
        : RAW + base64.encodeToString(raw);
  }

  /** What a metadata string holds; nothing when this class has not written it. */
  static Optional<BitSet> decode(String metadata) {
    if (metadata.isEmpty()) {
      return Optional.of(new BitSet());
    }
    if (metadata.length() > MOST_CHARACTERS) {
      return Optional.empty();
    }
    try {
      if (metadata.startsWith(RAW)) {
        return checked(base64(metadata));
      }
      return metadata.startsWith(DEFLATED)
          ? inflate(base64(metadata)).flatMap(DoneBitmap::checked)
          : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  private static Optional<BitSet> checked(byte[] raw) {
    return raw.length > MOST_BYTES ? Optional.empty() : Optional.of(BitSet.valueOf(raw));
  }

  private static byte[] base64(String metadata) {
    return Base64.getDecoder().decode(metadata.substring(RAW.length()));
  }

  private static byte[] deflate(byte[] raw) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      deflater.setInput(raw);
      deflater.finish();
      byte[] buffer = new byte[raw.length + 64];
      ByteArrayOutputStream out = new ByteArrayOutputStream(buffer.length);
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  /** Never makes more than one byte too many of it, however far the input would expand. */
  private static Optional<byte[]> inflate(byte[] deflated) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(deflated);
      byte[] raw = new byte[MOST_BYTES + 1];
      int length = 0;
      while (!inflater.finished() && length < raw.length) {
        int more = inflater.inflate(raw, length, raw.length - length);
        if (more == 0) {
          break;
        }
        length += more;
      }
      return inflater.finished() ? Optional.of(Arrays.copyOf(raw, length)) : Optional.empty();
    } catch (DataFormatException notDeflated) {
      return Optional.empty();
    } finally {
      inflater.end();
    }
  }
}
