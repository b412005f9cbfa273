package dev.ingot.cloud.aws;

import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.Outage;
import dev.ingot.cloud.Safeguards;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The circuit breaker of one service in one environment. Whoever was let through says how it went
 * with exactly one of {@link #answered}, {@link #failed} and {@link #gaveUp}.
 */
final class ServiceBreaker {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceBreaker.class);

  /** While others find out whether the service is back. */
  private static final Duration WHILE_PROBED = Duration.ofSeconds(1);

  private final String service;
  private final String environment;
  private final Duration openFor;
  private final Clock clock;
  private final CircuitBreaker breaker;

  /** Null while it is closed. */
  private volatile @Nullable Outage outage;

  /**
   * @param longestCall a probe that has not ended after twice this time counts as failed
   */
  ServiceBreaker(
      String service,
      String environment,
      Safeguards.Breaker settings,
      Duration longestCall,
      Clock clock) {
    this.service = service;
    this.environment = environment;
    this.openFor = settings.openFor();
    this.clock = clock;
    this.breaker =
        CircuitBreaker.of(
            service,
            CircuitBreakerConfig.custom()
                .failureRateThreshold(settings.failures())
                .slidingWindow(
                    (int) settings.window().toSeconds(),
                    settings.calls(),
                    SlidingWindowType.TIME_BASED)
                .waitDurationInOpenState(settings.openFor())
                .permittedNumberOfCallsInHalfOpenState(settings.probes())
                .maxWaitDurationInHalfOpenState(longestCall.multipliedBy(2))
                .clock(clock)
                .build());
    breaker.getEventPublisher().onStateTransition(e -> moved(e.getStateTransition().getToState()));
  }

  /**
   * To be called before a call.
   *
   * @throws CloudException.Unavailable when nothing is to be sent now
   */
  void begin() {
    if (breaker.tryAcquirePermission()) {
      return;
    }
    Outage now = outage;
    Instant since = now == null ? clock.instant() : now.since();
    // The same words for as long as it lasts, so that logs need not repeat them.
    throw CloudException.Unavailable.notSent(
        "%s of environment '%s' is away since %s; nothing is sent to it until it may be back"
            .formatted(service, environment, since),
        retryAfter(now));
  }

  private Duration retryAfter(@Nullable Outage now) {
    if (now == null || breaker.getState() == State.HALF_OPEN) {
      return WHILE_PROBED;
    }
    Duration left = Duration.between(clock.instant(), now.until());
    return left.compareTo(WHILE_PROBED) < 0 ? WHILE_PROBED : left;
  }

  /** The service has answered; a refusal and a throttle are answers. */
  void answered() {
    breaker.onSuccess(0, TimeUnit.NANOSECONDS);
  }

  /** The service is silent, or says itself that it is broken. */
  void failed() {
    breaker.onError(0, TimeUnit.NANOSECONDS, new IOException("no answer, or a 5xx"));
  }

  /** The call came to nothing through no fault of the service. */
  void gaveUp() {
    breaker.releasePermission();
  }

  Optional<Outage> outage() {
    return Optional.ofNullable(outage);
  }

  /** 0 closed, 1 half open, 2 open. */
  double state() {
    return switch (breaker.getState()) {
      case OPEN, FORCED_OPEN -> 2;
      case HALF_OPEN -> 1;
      default -> 0;
    };
  }

  private void moved(State to) {
    Outage before = outage;
    Instant now = clock.instant();
    switch (to) {
      case OPEN -> {
        outage = new Outage(service, before == null ? now : before.since(), now.plus(openFor));
        if (before == null) {
          LOG.warn(
              "environment={} service={} breaker=open: it is taken for away", environment, service);
        }
      }
      case CLOSED -> {
        outage = null;
        LOG.info("environment={} service={} breaker=closed: it is back", environment, service);
      }
      default -> {}
    }
  }
}
