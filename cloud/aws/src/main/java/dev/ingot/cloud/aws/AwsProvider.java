package dev.ingot.cloud.aws;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.CloudProvider;
import dev.ingot.cloud.Safeguards;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Opens AWS, or whatever speaks its API at the environment's endpoint. */
public final class AwsProvider implements CloudProvider {
  @Override
  public String name() {
    return "aws";
  }

  @Override
  public Cloud open(CloudEnvironment environment, Safeguards safeguards) {
    check(environment);
    return new AwsCloud(
        environment, new AwsClients(environment, safeguards), InstantSource.system());
  }

  private static void check(CloudEnvironment environment) {
    List<String> wrong = new ArrayList<>();
    if (environment.region().isBlank()) {
      wrong.add("a region");
    }
    if (environment.subnets().isEmpty()) {
      wrong.add("a subnet");
    }
    if (environment.vpc().isBlank()) {
      wrong.add("a vpc");
    }
    if (environment.artifactBucket().isBlank()) {
      wrong.add("an artifact bucket");
    }
    if (!environment.listener().contains(":listener/app/")) {
      wrong.add("the ARN of an application load balancer's listener");
    }
    if (environment.tick().compareTo(Duration.ofSeconds(1)) < 0) {
      wrong.add("a tick of at least 1 s");
    }
    if (!wrong.isEmpty()) {
      throw new CloudException.Invalid(
          "environment '%s' lacks %s".formatted(environment.name(), String.join(", ", wrong)));
    }
  }
}
