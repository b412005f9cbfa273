package dev.ingot.pipeline;

import java.util.List;
import java.util.Optional;

/**
 * What the platform team says about one service.
 *
 * @param service its name
 * @param repository the only repository that may deploy it, without user and password
 * @param path the only folder of the repository that may deploy it, such as {@code services/shop};
 *     empty when any may
 * @param secrets how references to secrets may begin for this service, beside what its environment
 *     allows
 */
public record ServiceBinding(
    String service, String repository, Optional<String> path, List<String> secrets) {
  public ServiceBinding {
    secrets = List.copyOf(secrets);
  }
}
