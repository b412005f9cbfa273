package dev.ingot.sandbox.cloud.wire;

/** A refusal in AWS's words; each protocol renders it in its own shape. */
public final class AwsError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  /**
   * @param status HTTP status, 4xx or 5xx
   * @param code as AWS documents it for the action
   */
  public AwsError(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  /** The caller's mistake, with status 400. */
  public static AwsError of(String code, String message) {
    return new AwsError(400, code, message);
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  public String message() {
    return String.valueOf(getMessage());
  }
}
