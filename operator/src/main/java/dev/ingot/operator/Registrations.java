package dev.ingot.operator;

import dev.ingot.events.Registration;
import dev.ingot.git.RepositoryFolder;
import dev.ingot.git.RepositoryName;
import dev.ingot.pipeline.Environments;
import java.util.Map;
import java.util.TreeMap;

/** The services that come from one repository, by their registrations. Pure. */
final class Registrations {
  private Registrations() {}

  /** Service to registration, of those that come from there. */
  static Map<String, Registration> of(String repository, Map<String, Registration> all) {
    Map<String, Registration> its = new TreeMap<>(all);
    its.values()
        .removeIf(
            registration ->
                !RepositoryName.normal(registration.getRepository())
                    .equals(RepositoryName.normal(repository)));
    return its;
  }

  /** The folder that counts, in its normal form. */
  static String folder(Environments environments, String service, Registration registration) {
    return environments.folder(service, RepositoryFolder.normal(registration.getPath()));
  }
}
