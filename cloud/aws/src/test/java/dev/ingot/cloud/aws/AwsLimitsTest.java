package dev.ingot.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.aws.AwsLimits.Bucket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AwsLimitsTest {

  @Test
  void writesToSharedRulesWaitLessThanALeaseLasts() {
    assertThat(Bucket.of(AwsService.ELB, "ModifyRuleRequest").map(Bucket::longestWait))
        .contains(Duration.ofMillis(500));
    assertThat(Bucket.of(AwsService.ELB, "AddTagsRequest").map(Bucket::longestWait))
        .contains(Duration.ofMillis(500));
    assertThat(Bucket.of(AwsService.ELB, "DescribeRulesRequest").map(Bucket::longestWait))
        .contains(Duration.ofSeconds(10));
  }

  @Test
  void everyServiceHasTheBucketsThatAwsKeepsForIt() {
    assertThat(Bucket.of(AwsService.EC2, "RunInstancesRequest")).contains(Bucket.RUN_INSTANCES);
    assertThat(Bucket.of(AwsService.EC2, "DescribeImagesRequest")).contains(Bucket.EC2_DESCRIBE);
    assertThat(Bucket.of(AwsService.EC2, "CreateTagsRequest")).contains(Bucket.EC2_CHANGE);
    assertThat(Bucket.of(AwsService.ELB, "DescribeRulesRequest")).contains(Bucket.ELB_DESCRIBE);
    assertThat(Bucket.of(AwsService.SSM, "SendCommandRequest")).contains(Bucket.OTHER);
    assertThat(Bucket.of(AwsService.S3, "PutObjectRequest")).isEmpty();
  }
}
