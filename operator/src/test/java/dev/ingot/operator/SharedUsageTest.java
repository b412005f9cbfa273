package dev.ingot.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.Usage;
import dev.ingot.pipeline.Environments;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharedUsageTest {
  private static final String ARN =
      "arn:aws:elasticloadbalancing:eu-central-1:111111111111:listener/app/one/aa/bb";

  @ParameterizedTest(name = "{0}, {1}: {2} groups, {3} target groups, {4} rules")
  @CsvSource({
    "eu-central-1, listener/app/one/aa/bb, 2, 2, 4",
    "eu-central-1, listener/app/one/aa/cc, 2, 2, 0",
    "eu-central-1, listener/app/two/dd/ee, 2, 0, 0",
    "eu-west-1, listener/app/one/aa/bb, 0, 0, 0"
  })
  void isWhatIsCountedTogether(
      String region, String listener, int groups, int targetGroups, int rules) {
    CloudEnvironment before = environment("eu-central-1", ARN);
    CloudEnvironment now = environment(region, ARN.replaceFirst("listener/.*", "") + listener);
    SharedUsage.Earlier fleet = new SharedUsage.Earlier(before, Usage.ofFleet(3, false));

    assertThat(SharedUsage.in(now, List.of(fleet, fleet)))
        .isEqualTo(new Usage(0, groups, targetGroups, rules));
  }

  @ParameterizedTest
  @CsvSource({"111111111111, 1", "222222222222, 0"})
  void anotherAccountHasLimitsOfItsOwn(String account, int groups) {
    SharedUsage.Earlier fleet =
        new SharedUsage.Earlier(environment("eu-central-1", ARN), Usage.ofFleet(3, true));

    assertThat(
            SharedUsage.in(
                    environment("eu-central-1", ARN.replace("111111111111", account)),
                    List.of(fleet))
                .groups())
        .isEqualTo(groups);
  }

  private static CloudEnvironment environment(String region, String listener) {
    return Environments.parse(
            """
            environments:
              staging:
                provider: aws
                region: %s
                vpc: vpc-1
                subnets: [subnet-1]
                securityGroups: [sg-1]
                listener: %s
                hostPattern: "{service}.example.com"
                baseImages: {debian-12: ami-1}
                artifactBucket: bucket
            """
                .formatted(region, listener))
        .get("staging");
  }
}
