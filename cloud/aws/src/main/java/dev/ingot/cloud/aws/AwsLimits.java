package dev.ingot.cloud.aws;

import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.Reading;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Keeps a process under AWS's request rates, so that the account's other users, and our own way
 * back, always find room. AWS's buckets (burst, refill a second) are: ELBv2 describe 40, 10; ELBv2
 * mutating 20, 3; RunInstances 5, 2; EC2 describe 100, 20; EC2 mutating 50, 5. Two refresh periods
 * of ours in a row stay within each.
 *
 * <p>At another endpoint these buckets do not exist, and the limits are ten times as wide.
 */
final class AwsLimits {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  /** What others may write too is written right after the lease was seen, or another time. */
  private static final Duration LONGEST_SHARED_WAIT = Duration.ofMillis(500);

  private static final int ELSEWHERE = 10;

  private final Map<Bucket, RateLimiter> limiters;
  private final Map<Bucket, LongAdder> refused = new EnumMap<>(Bucket.class);

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

    /** Empty for S3, whose thousands of calls a second per prefix are out of our reach. */
    static Optional<Bucket> of(AwsService service, String request) {
      boolean describes = request.startsWith("Describe") || request.startsWith("Get");
      return switch (service) {
        case S3 -> Optional.empty();
        case ELB -> Optional.of(describes ? ELB_DESCRIBE : ELB_CHANGE);
        case EC2 -> {
          if (request.startsWith("RunInstances")) {
            yield Optional.of(RUN_INSTANCES);
          }
          yield Optional.of(describes ? EC2_DESCRIBE : EC2_CHANGE);
        }
        case AUTO_SCALING, SSM, CLOUDWATCH -> Optional.of(OTHER);
      };
    }
  }

  private AwsLimits(double factor) {
    Map<Bucket, RateLimiter> made = new EnumMap<>(Bucket.class);
    for (Bucket bucket : Bucket.values()) {
      made.put(
          bucket,
          RateLimiter.of(
              bucket.name(),
              RateLimiterConfig.custom()
                  .limitForPeriod((int) Math.max(1, bucket.calls * factor))
                  .limitRefreshPeriod(bucket.period)
                  .timeoutDuration(bucket.longestWait())
                  .build()));
    }
    limiters = Map.copyOf(made);
    for (Bucket bucket : Bucket.values()) {
      refused.put(bucket, new LongAdder());
    }
  }

  /**
   * Of one environment.
   *
   * @param share the part of these limits that is ours
   */
  static AwsLimits of(CloudEnvironment environment, double share) {
    return new AwsLimits(share * (environment.endpoint().isPresent() ? ELSEWHERE : 1));
  }

  /**
   * Waits for the call's turn.
   *
   * @throws CloudException.Throttled when it does not come in time
   */
  void take(AwsService service, String request) {
    Optional<Bucket> bucket = Bucket.of(service, request);
    if (bucket.isPresent()) {
      take(bucket.get(), request);
    }
  }

  private void take(Bucket bucket, String request) {
    RateLimiter limiter = limiters.get(bucket);
    LongAdder refusals = refused.get(bucket);
    if (limiter != null && refusals != null && !limiter.acquirePermission()) {
      refusals.increment();
      throw new CloudException.Throttled(
          "%s waited %s for its turn under our own limit of %s"
              .formatted(request, bucket.longestWait(), bucket),
          null);
    }
  }

  List<Reading> readings(String environment) {
    List<Reading> readings = new ArrayList<>();
    limiters.forEach(
        (bucket, limiter) -> {
          Map<String, String> tags =
              Map.of(
                  "environment",
                  environment,
                  "rate",
                  bucket.name().toLowerCase(Locale.ROOT).replace('_', '-'));
          RateLimiter.Metrics metrics = limiter.getMetrics();
          readings.add(
              new Reading(
                  "ingot.cloud.limiter.permits",
                  "Calls that a limiter lets through now; below zero, turns that are given away",
                  Reading.Kind.GAUGE,
                  tags,
                  metrics::getAvailablePermissions));
          readings.add(
              new Reading(
                  "ingot.cloud.limiter.waiting",
                  "Calls that wait for their turn",
                  Reading.Kind.GAUGE,
                  tags,
                  metrics::getNumberOfWaitingThreads));
          LongAdder refusals = refused.getOrDefault(bucket, new LongAdder());
          readings.add(
              new Reading(
                  "ingot.cloud.limiter.refused",
                  "Calls whose turn did not come in time",
                  Reading.Kind.TOTAL,
                  tags,
                  refusals::doubleValue));
        });
    return readings;
  }
}
