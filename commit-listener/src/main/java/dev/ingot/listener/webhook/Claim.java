package dev.ingot.listener.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a webhook brings to show that it comes from who knows the secret: an HMAC-SHA256 over what
 * was sent, or the secret itself. Nothing here takes longer or shorter for what is claimed.
 */
final class Claim {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int HEX_DIGITS = 64;
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{43}=");
  private static final String PREFIX = "sha256=";
  private static final int MOST_SIGNATURES = 8;

  /** Signed with where there is no secret, so that the answer comes no sooner. */
  private static final byte[] NOBODYS = new byte[32];

  /** Never used but to be copied, which many threads may do at once. */
  private static final Mac FIRST_MAC = firstMac();

  private final List<byte[]> claimed;
  private final byte[] before;
  private final Function<Secret, Optional<byte[]>> key;
  private final boolean signed;

  private Claim(
      List<byte[]> claimed, byte[] before, Function<Secret, Optional<byte[]>> key, boolean signed) {
    this.claimed = claimed;
    this.before = before;
    this.key = key;
    this.signed = signed;
  }

  /** Of {@code sha256=<64 hexadecimal digits>}; empty when the header has another form. */
  static Optional<Claim> prefixed(String header) {
    return header.startsWith(PREFIX) ? hex(header.substring(PREFIX.length())) : Optional.empty();
  }

  /** Of 64 hexadecimal digits; empty when the header has another form. */
  static Optional<Claim> hex(String header) {
    return header.length() == HEX_DIGITS && isHex(header)
        ? Optional.of(
            new Claim(
                List.of(HexFormat.of().parseHex(header)),
                new byte[0],
                secret -> Optional.of(secret.bytes()),
                true))
        : Optional.empty();
  }

  private static boolean isHex(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!HexFormat.isHexDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Of Standard Webhooks: {@code v1,<Base64>}, several with spaces between, over {@code
   * <id>.<timestamp>.<body>}; empty when the header has another form.
   */
  static Optional<Claim> standard(String header, String id, String timestamp) {
    List<byte[]> signatures = new ArrayList<>();
    for (String one : header.split(" ", MOST_SIGNATURES + 1)) {
      // Other versions than v1 are another key's affair.
      if (one.startsWith("v1,") && BASE64.matcher(one.substring(3)).matches()) {
        signatures.add(Base64.getDecoder().decode(one.substring(3)));
      }
    }
    return signatures.isEmpty() || signatures.size() > MOST_SIGNATURES
        ? Optional.empty()
        : Optional.of(
            new Claim(
                List.copyOf(signatures),
                (id + "." + timestamp + ".").getBytes(UTF_8),
                Secret::signingKey,
                true));
  }

  /** The secret itself. */
  static Claim token(String header) {
    // Hashed, so that all are equally long. A signing token is never sent: it proves nothing.
    return new Claim(
        List.of(sign(header.getBytes(UTF_8), NOBODYS)),
        new byte[0],
        secret -> secret.isSigningToken() ? Optional.empty() : Optional.of(secret.bytes()),
        false);
  }

  /** Whether it is about the body: then every byte of it is to be {@link Check#update}d. */
  boolean overBody() {
    return signed;
  }

  /** Begins to check against one secret. */
  Check against(Secret secret) {
    Optional<byte[]> usable = key.apply(secret).filter(k -> k.length > 0);
    return new Check(usable.orElse(NOBODYS), usable.isPresent());
  }

  /** Begins to check against nobody's secret: takes as long, and never fits. */
  Check againstNone() {
    return new Check(NOBODYS, false);
  }

  /** A check of the claim against one secret, under way. */
  final class Check {
    private final Mac mac;
    private final byte[] secret;
    private final boolean may;

    private Check(byte[] secret, boolean may) {
      this.mac = mac(signed ? secret : NOBODYS);
      this.secret = secret;
      this.may = may;
      mac.update(before);
    }

    void update(byte[] body, int from, int length) {
      if (signed) {
        mac.update(body, from, length);
      }
    }

    /** Whether the claim holds; to be asked once. */
    boolean fits() {
      byte[] right = signed ? mac.doFinal() : mac.doFinal(secret);
      boolean match = false;
      for (byte[] one : claimed) {
        match |= MessageDigest.isEqual(one, right);
      }
      return match && may;
    }
  }

  static byte[] sign(byte[] body, byte[] secret) {
    return mac(secret).doFinal(body);
  }

  private static Mac mac(byte[] secret) {
    try {
      Mac mac = anotherMac();
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /** A copy of one: to ask the platform for it each time takes longer than to sign a small body. */
  private static Mac anotherMac() throws GeneralSecurityException {
    try {
      return (Mac) FIRST_MAC.clone();
    } catch (CloneNotSupportedException e) {
      return Mac.getInstance(ALGORITHM);
    }
  }

  private static Mac firstMac() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      // Only then it is settled who provides it.
      mac.init(new SecretKeySpec(NOBODYS, ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
