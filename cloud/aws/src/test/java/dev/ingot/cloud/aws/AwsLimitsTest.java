package dev.ingot.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.aws.AwsLimits.Bucket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AwsLimitsTest {
  private static final String ELB = "Elastic Load Balancing v2";

  @Test
  void writesToSharedRulesWaitLessThanALeaseLasts() {
    assertThat(Bucket.of(ELB, "ModifyRuleRequest").longestWait()).isEqualTo(Duration.ofMillis(500));
    assertThat(Bucket.of(ELB, "AddTagsRequest").longestWait()).isEqualTo(Duration.ofMillis(500));
    assertThat(Bucket.of(ELB, "DescribeRulesRequest").longestWait())
        .isEqualTo(Duration.ofSeconds(10));
  }
}
