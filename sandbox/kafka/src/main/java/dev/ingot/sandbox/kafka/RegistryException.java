package dev.ingot.sandbox.kafka;

/** A request that is refused, with Confluent's HTTP status and error code. */
final class RegistryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  /**
   * @param code Confluent's error code; its first three digits are the HTTP status
   */
  RegistryException(int code, String message) {
    super(message);
    this.code = code;
  }

  static RegistryException noSubject(String subject) {
    return new RegistryException(40401, "Subject '" + subject + "' not found.");
  }

  static RegistryException noVersion(String version) {
    return new RegistryException(40402, "Version " + version + " not found.");
  }

  static RegistryException noSchema(int id) {
    return new RegistryException(40403, "Schema " + id + " not found");
  }

  static RegistryException noLevel(String subject) {
    return new RegistryException(
        40408, "Subject '" + subject + "' does not have subject-level compatibility configured");
  }

  int code() {
    return code;
  }

  int status() {
    int status = code;
    while (status >= 1000) {
      status /= 10;
    }
    return status;
  }
}
