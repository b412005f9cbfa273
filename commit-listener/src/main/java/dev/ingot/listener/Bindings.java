package dev.ingot.listener;

import dev.ingot.events.Registration;
import dev.ingot.git.RepositoryFolder;
import java.util.function.BinaryOperator;

/** Which folder of its repository is a service's, by its registration and the platform team. */
final class Bindings {
  /** Where the platform team says nothing. */
  static final Bindings NONE = new Bindings((service, registered) -> registered);

  private final BinaryOperator<String> folders;

  /**
   * @param folders service and the folder that it is registered for, to the folder that counts
   */
  Bindings(BinaryOperator<String> folders) {
    this.folders = folders;
  }

  /** In its normal form; not checked. */
  String folder(String service, Registration registration) {
    return folders.apply(service, RepositoryFolder.normal(registration.getPath()));
  }
}
