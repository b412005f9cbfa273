package dev.ingot.sandbox.cloud.wire;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** A checksum that the sender of an object asks to have verified. */
interface Checksum {
  void update(byte[] bytes, int offset, int length);

  /** In Base64, as the header has it. */
  String value();

  /**
   * The checksum that a header is about.
   *
   * @param header such as {@code x-amz-checksum-crc32}; empty for one that we can't compute
   */
  static Optional<Checksum> of(String header) {
    return switch (header.toLowerCase(Locale.ROOT)) {
      case "x-amz-checksum-crc32" -> Optional.of(new Crc(new CRC32()));
      case "x-amz-checksum-crc32c" -> Optional.of(new Crc(new CRC32C()));
      case "x-amz-checksum-sha1" -> Optional.of(new Digest("SHA-1"));
      case "x-amz-checksum-sha256" -> Optional.of(new Digest("SHA-256"));
      case "content-md5" -> Optional.of(new Digest("MD5"));
      default -> Optional.empty();
    };
  }

  /** One of the 32-bit redundancy checks. */
  final class Crc implements Checksum {
    private final java.util.zip.Checksum crc;

    private Crc(java.util.zip.Checksum crc) {
      this.crc = crc;
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
      crc.update(bytes, offset, length);
    }

    @Override
    public String value() {
      int value = (int) crc.getValue();
      byte[] bytes = {
        (byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value
      };
      return Base64.getEncoder().encodeToString(bytes);
    }
  }

  /** One of the digests. */
  final class Digest implements Checksum {
    private final MessageDigest digest;

    private Digest(String algorithm) {
      try {
        digest = MessageDigest.getInstance(algorithm);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every JDK has " + algorithm, e);
      }
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
      digest.update(bytes, offset, length);
    }

    @Override
    public String value() {
      return Base64.getEncoder().encodeToString(digest.digest());
    }
  }
}
