/**
 * The cloud SPI on EC2, SSM, S3, Auto Scaling, ELBv2 and CloudWatch.
 *
 * <p>Everything that it makes is found again by name or tag ({@link dev.ingot.cloud.aws.Tags}), so
 * a process keeps nothing and may crash at any point. Calls are short: 5 s an attempt, 15 s in all,
 * the SDK's STANDARD retries; a circuit breaker per service and limiters under AWS's rates stand in
 * front of them ({@link dev.ingot.cloud.aws.AwsSafeguards}), but for the way back. Failures are
 * translated once, in {@link dev.ingot.cloud.aws.AwsFailures}. Credentials come from the SDK's
 * default chain.
 */
@NullMarked
package dev.ingot.cloud.aws;

import org.jspecify.annotations.NullMarked;
