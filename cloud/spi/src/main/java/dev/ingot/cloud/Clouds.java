package dev.ingot.cloud;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** Finds the provider of an environment and opens its cloud. */
public final class Clouds {
  private Clouds() {}

  /** Opens the environment's cloud with the default safeguards. */
  public static Cloud open(CloudEnvironment environment) {
    return open(environment, Safeguards.DEFAULT);
  }

  /**
   * Opens the environment's cloud.
   *
   * @throws CloudException.Invalid when no provider on the class path has the environment's name
   */
  public static Cloud open(CloudEnvironment environment, Safeguards safeguards) {
    List<String> known = new ArrayList<>();
    for (CloudProvider provider : ServiceLoader.load(CloudProvider.class)) {
      if (provider.name().equals(environment.provider())) {
        return provider.open(environment, safeguards);
      }
      known.add(provider.name());
    }
    throw new CloudException.Invalid(
        "environment '%s' asks for cloud provider '%s', but only %s are installed"
            .formatted(environment.name(), environment.provider(), known));
  }
}
