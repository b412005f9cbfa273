package dev.ingot.sandbox.cloud.wire;

import dev.ingot.sandbox.cloud.wire.Refusal.RefusedException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Believes a claim, or refuses it. */
public final class Authenticator {
  private static final Duration SKEW = Duration.ofMinutes(15);

  private final AccessKey key;
  private final Sessions sessions;
  private final Clock clock;

  /**
   * @param key the account's own, which may do everything
   * @param sessions those of instances' roles
   */
  public Authenticator(AccessKey key, Sessions sessions, Clock clock) {
    this.key = key;
    this.sessions = sessions;
    this.clock = clock;
  }

  /**
   * Proves that the request was signed with our key, or with a session's that has not ended.
   *
   * @param payloadHash hash of the body, or what stands for it in S3
   * @return what the chunks of a signed stream are verified with
   * @throws RefusedException when it was not
   */
  public Proof verify(ApiRequest request, Claim claim, String payloadHash) {
    String secret = secret(request, claim);
    checkTime(claim);
    byte[] signingKey = SigV4.signingKey(secret, claim.scope());
    boolean s3 = claim.scope().service().equals("s3");
    String canonical = SigV4.canonicalRequest(request, s3, claim.signedHeaders(), payloadHash);
    String expected =
        SigV4.sign(signingKey, SigV4.stringToSign(claim.timestamp(), claim.scope(), canonical));
    if (!sameText(expected, claim.signature())) {
      throw new RefusedException(
          Refusal.MISMATCH,
          "The request signature we calculated does not match the signature you provided. Check"
              + " your AWS Secret Access Key and signing method.");
    }
    return new Proof(claim, signingKey);
  }

  /**
   * Holds what a role may do against what is asked for; the account's own key may do everything.
   *
   * @throws AwsError when the role may not
   */
  public void requireAllowed(Claim claim, String service, String action) {
    if (!claim.keyId().equals(key.id()) && !Sessions.allows(service, action)) {
      throw AwsError.of(
          "AccessDeniedException",
          "The instance's role is not authorized to perform: " + service + ":" + action);
    }
  }

  private String secret(ApiRequest request, Claim claim) {
    if (claim.keyId().equals(key.id())) {
      return key.secret();
    }
    Sessions.Session session =
        sessions
            .find(claim.keyId())
            .orElseThrow(
                () ->
                    new RefusedException(
                        Refusal.UNKNOWN_KEY,
                        "The AWS Access Key Id you provided does not exist in our records."));
    String token = request.header("x-amz-security-token").orElse("");
    if (!sameText(token, session.token())) {
      throw new RefusedException(
          Refusal.UNKNOWN_KEY, "The security token included in the request is invalid.");
    }
    return session.key().secret();
  }

  private void checkTime(Claim claim) {
    Instant now = clock.instant();
    if (claim.expires().isPresent()) {
      if (claim.signedAt().isAfter(now.plus(SKEW))) {
        throw new RefusedException(Refusal.EXPIRED, "Request is not valid yet");
      }
      if (now.isAfter(claim.signedAt().plusSeconds(claim.expires().get()))) {
        throw new RefusedException(Refusal.EXPIRED, "Request has expired");
      }
    } else if (Duration.between(claim.signedAt(), now).abs().compareTo(SKEW) > 0) {
      throw new RefusedException(
          Refusal.SKEWED,
          "The difference between the request time and the current time is too large: signed at "
              + claim.signedAt()
              + ", now "
              + now);
    }
  }

  static boolean sameText(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  /** A verified claim; signs what follows it in a signed stream. */
  @SuppressWarnings("ArrayRecordComponent") // a key; never compared
  public record Proof(Claim claim, byte[] signingKey) {
    /** Signature of a chunk that follows the given signature. */
    String chunkSignature(String previous, String chunkHash) {
      return sign("AWS4-HMAC-SHA256-PAYLOAD", previous, SigV4.EMPTY_HASH + "\n" + chunkHash);
    }

    /** Signature of the trailing headers that follow the last chunk. */
    String trailerSignature(String previous, String trailerHash) {
      return sign("AWS4-HMAC-SHA256-TRAILER", previous, trailerHash);
    }

    private String sign(String algorithm, String previous, String rest) {
      return SigV4.sign(
          signingKey,
          String.join("\n", algorithm, claim.timestamp(), claim.scope().text(), previous, rest));
    }
  }
}
