package dev.ingot.sandbox.cloud.wire;

/** Why a request's signature is not accepted; each protocol has its own words for it. */
public enum Refusal {
  /** No signature at all. */
  MISSING,
  /** Something that looks like a signature, and is none. */
  MALFORMED,
  /** An access key that is not ours. */
  UNKNOWN_KEY,
  /** A signature that does not belong to this request. */
  MISMATCH,
  /** Signed more than 15 minutes from now. */
  SKEWED,
  /** A presigned address after its time. */
  EXPIRED;

  /** A request refused before it was looked at any further. */
  public static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    public RefusedException(Refusal refusal, String message) {
      super(message, null, false, false);
      this.refusal = refusal;
    }

    public Refusal refusal() {
      return refusal;
    }

    public String message() {
      return String.valueOf(getMessage());
    }
  }
}
