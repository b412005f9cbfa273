package dev.ingot.cloud.aws;

import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.CloudException;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Keeps a process under AWS's request rates, so that the account's other users, and our own way
 * back, always find room. AWS's buckets (burst, refill a second) are: ELBv2 describe 40, 10; ELBv2
 * mutating 20, 3; RunInstances 5, 2; EC2 describe 100, 20; EC2 mutating 50, 5. Two refresh periods
 * of ours in a row stay within each.
 *
 * <p>At another endpoint these buckets do not exist, and the limits are ten times as wide.
 */
final class AwsLimits implements ExecutionInterceptor {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  /** What others may write too is written right after the lease was seen, or another time. */
  private static final Duration LONGEST_SHARED_WAIT = Duration.ofMillis(500);

  private static final int ELSEWHERE = 10;

  private final Map<Bucket, RateLimiter> limiters;

  /** AWS's token buckets, as far as they concern us. */
  enum Bucket {
    ELB_DESCRIBE(20, Duration.ofMillis(2_500)),
    ELB_CHANGE(10, Duration.ofSeconds(5)),
    RUN_INSTANCES(2, Duration.ofSeconds(2)),
    EC2_DESCRIBE(40, Duration.ofSeconds(4)),
    EC2_CHANGE(10, Duration.ofSeconds(4)),
    OTHER(20, Duration.ofSeconds(2));

    private final int calls;
    private final Duration period;

    Bucket(int calls, Duration period) {
      this.calls = calls;
      this.period = period;
    }

    Duration longestWait() {
      return this == ELB_CHANGE ? LONGEST_SHARED_WAIT : LONGEST_WAIT;
    }

    static Bucket of(String service, String request) {
      boolean describes = request.startsWith("Describe") || request.startsWith("Get");
      return switch (service) {
        case "Elastic Load Balancing v2" -> describes ? ELB_DESCRIBE : ELB_CHANGE;
        case "EC2" -> {
          if (request.startsWith("RunInstances")) {
            yield RUN_INSTANCES;
          }
          yield describes ? EC2_DESCRIBE : EC2_CHANGE;
        }
        default -> OTHER;
      };
    }
  }

  private AwsLimits(int factor) {
    Map<Bucket, RateLimiter> made = new EnumMap<>(Bucket.class);
    for (Bucket bucket : Bucket.values()) {
      made.put(
          bucket,
          RateLimiter.of(
              bucket.name(),
              RateLimiterConfig.custom()
                  .limitForPeriod(bucket.calls * factor)
                  .limitRefreshPeriod(bucket.period)
                  .timeoutDuration(bucket.longestWait())
                  .build()));
    }
    limiters = Map.copyOf(made);
  }

  static AwsLimits of(CloudEnvironment environment) {
    return new AwsLimits(environment.endpoint().isPresent() ? ELSEWHERE : 1);
  }

  @Override
  public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
    String service = attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME);
    String request = context.request().getClass().getSimpleName();
    Bucket bucket = Bucket.of(service, request);
    RateLimiter limiter = limiters.get(bucket);
    if (limiter != null && !limiter.acquirePermission()) {
      throw new CloudException.Throttled(
          "%s waited %s for its turn under our own limit of %s"
              .formatted(request, bucket.longestWait(), bucket),
          null);
    }
    return context.request();
  }
}
