package dev.ingot.listener;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A webhook's signature: HMAC-SHA256 over its body, as {@code sha256=<64 hexadecimal digits>}. */
final class Signature {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String PREFIX = "sha256=";
  private static final Pattern FORM = Pattern.compile(PREFIX + "[0-9a-fA-F]{64}");

  /** Signed with where there is no secret, so that the answer comes no sooner. */
  private static final byte[] NOBODYS = new byte[32];

  private final byte[] claimed;

  private Signature(byte[] claimed) {
    this.claimed = claimed;
  }

  /** Empty when the header has another form. */
  static Optional<Signature> parse(String header) {
    return FORM.matcher(header).matches()
        ? Optional.of(
            new Signature(HexFormat.of().parseHex(header, PREFIX.length(), header.length())))
        : Optional.empty();
  }

  /**
   * Whether one of the secrets made it; takes as long whatever the claim is, as for one if none.
   */
  boolean isOf(byte[] body, List<byte[]> secrets) {
    boolean match = false;
    for (byte[] secret : secrets.isEmpty() ? List.of(NOBODYS) : secrets) {
      match |= MessageDigest.isEqual(sign(body, secret), claimed);
    }
    return match && !secrets.isEmpty();
  }

  static byte[] sign(byte[] body, byte[] secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
