package dev.ingot.pipeline;

import dev.ingot.cloud.CloudEnvironment;
import java.util.List;

/**
 * For whom a plan is read.
 *
 * @param service the service's name
 * @param ownSecrets how references to secrets may begin for this service alone
 * @param environment what the platform team says about the environment
 * @param policy what it offers there and asks for
 */
record Scope(String service, List<String> ownSecrets, CloudEnvironment environment, Policy policy) {
  Floors floors() {
    return policy.floors();
  }

  /** With the names of service and environment filled in. */
  String fill(String pattern) {
    return pattern.replace("{service}", service).replace("{environment}", environment.name());
  }

  List<String> fill(List<String> patterns) {
    return patterns.stream().map(this::fill).toList();
  }

  /** For people: what is wrong with a value that goes below a floor. */
  String belowFloor(String key, Object value, String asked) {
    return "%s %s is not enough for '%s': environments.yaml asks for %s"
        .formatted(key, value, environment.name(), asked);
  }

  /** For people: a value that is not among what the environment offers. */
  String notOffered(String what, String value, List<String> offered) {
    String has =
        offered.isEmpty()
            ? "environments.yaml offers none there"
            : "environments.yaml offers " + String.join(", ", offered);
    return "%s '%s' may not be used by '%s' in '%s'; %s"
        .formatted(what, value, service, environment.name(), has);
  }
}
