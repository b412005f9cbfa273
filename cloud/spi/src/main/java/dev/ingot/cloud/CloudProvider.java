package dev.ingot.cloud;

/** Opens clouds of one kind; found by {@link java.util.ServiceLoader}. */
public interface CloudProvider {
  /** What {@code provider:} in environments.yaml says, such as {@code aws}. */
  String name();

  /**
   * Opens the environment's cloud. Credentials come from the process's environment or files.
   *
   * @param safeguards how its calls hold back
   * @throws CloudException.Invalid when the environment lacks what this provider needs
   */
  Cloud open(CloudEnvironment environment, Safeguards safeguards);
}
