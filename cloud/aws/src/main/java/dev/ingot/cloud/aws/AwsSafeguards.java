package dev.ingot.cloud.aws;

import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.Outage;
import dev.ingot.cloud.Reading;
import dev.ingot.cloud.Safeguards;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * What stands in front of every call to one environment but those of the way back: first the
 * service's circuit breaker, then the limiter of the call's rate.
 *
 * <p>One call counts once, whatever the SDK's own retries inside it: those are for the odd packet
 * that gets lost, and what they mend the breaker need not see.
 */
final class AwsSafeguards {
  private static final ExecutionAttribute<Boolean> LET_THROUGH =
      new ExecutionAttribute<>("ingot-let-through");

  private final String environment;
  private final Map<AwsService, Guard> guards = new EnumMap<>(AwsService.class);
  private final AwsLimits limits;

  AwsSafeguards(
      CloudEnvironment environment,
      Safeguards settings,
      Duration longestCall,
      Duration longestUpload,
      Clock clock) {
    this.environment = environment.name();
    this.limits = AwsLimits.of(environment, settings.rateShare());
    for (AwsService service : AwsService.values()) {
      Duration longest = service == AwsService.S3 ? longestUpload : longestCall;
      ServiceBreaker breaker =
          new ServiceBreaker(
              service.title(), environment.name(), settings.breaker(), longest, clock);
      guards.put(service, new Guard(service, breaker, limits));
    }
  }

  /** For the service's client, and for no other. */
  ExecutionInterceptor of(AwsService service) {
    return Objects.requireNonNull(guards.get(service));
  }

  List<Outage> outages() {
    return guards.values().stream().flatMap(guard -> guard.breaker.outage().stream()).toList();
  }

  List<Reading> readings() {
    List<Reading> readings = new ArrayList<>(limits.readings(environment));
    guards.forEach(
        (service, guard) -> {
          Map<String, String> tags = Map.of("environment", environment, "service", service.title());
          readings.add(
              new Reading(
                  "ingot.cloud.breaker.state",
                  "A service's circuit breaker: 0 closed, 1 half open, 2 open",
                  Reading.Kind.GAUGE,
                  tags,
                  guard.breaker::state));
          readings.add(calls(tags, "answered", guard.answered));
          readings.add(calls(tags, "failed", guard.failed));
          readings.add(calls(tags, "refused", guard.refused));
        });
    return readings;
  }

  private static Reading calls(Map<String, String> tags, String what, LongAdder counter) {
    String help =
        switch (what) {
          case "answered" -> "Calls that a service answered, refusals and throttles among them";
          case "failed" -> "Calls that a service left unanswered, or answered with 5xx";
          default -> "Calls that an open breaker did not let through";
        };
    return new Reading(
        "ingot.cloud.calls." + what, help, Reading.Kind.TOTAL, tags, counter::doubleValue);
  }

  /** In front of one service's client. */
  private static final class Guard implements ExecutionInterceptor {
    private final AwsService service;
    private final ServiceBreaker breaker;
    private final AwsLimits limits;
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder refused = new LongAdder();

    Guard(AwsService service, ServiceBreaker breaker, AwsLimits limits) {
      this.service = service;
      this.breaker = breaker;
      this.limits = limits;
    }

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
      try {
        breaker.begin();
      } catch (CloudException.Unavailable away) {
        refused.increment();
        throw away;
      }
      try {
        limits.take(service, context.request().getClass().getSimpleName());
      } catch (RuntimeException e) {
        breaker.gaveUp();
        throw e;
      }
      attributes.putAttribute(LET_THROUGH, true);
      return context.request();
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
      if (ends(attributes)) {
        counts(Meaning.ANSWERED);
      }
    }

    @Override
    public void onExecutionFailure(
        Context.FailedExecution context, ExecutionAttributes attributes) {
      if (ends(attributes)) {
        counts(meaning(context.exception()));
      }
    }

    /** Whether a call that was let through ends here; true once. */
    private static boolean ends(ExecutionAttributes attributes) {
      boolean ends = Boolean.TRUE.equals(attributes.getAttribute(LET_THROUGH));
      attributes.putAttribute(LET_THROUGH, false);
      return ends;
    }

    private void counts(Meaning meaning) {
      switch (meaning) {
        case ANSWERED -> {
          answered.increment();
          breaker.answered();
        }
        case FAILED -> {
          failed.increment();
          breaker.failed();
        }
        case NOTHING -> breaker.gaveUp();
      }
    }
  }

  /** What a failed call says of its service. */
  enum Meaning {
    ANSWERED,
    FAILED,
    NOTHING
  }

  static Meaning meaning(Throwable failure) {
    // Whoever waited was interrupted: its record went to another worker, or this one ends.
    if (!(failure instanceof SdkException sdk) || failure instanceof AbortedException) {
      return Meaning.NOTHING;
    }
    boolean noAnswer = AwsFailures.status(sdk) == 0;
    return switch (AwsFailures.translate(sdk)) {
      case CloudException.Unavailable away -> Meaning.FAILED;
      // Without an answer, it is about ourselves: there are no credentials.
      case CloudException other -> noAnswer ? Meaning.NOTHING : Meaning.ANSWERED;
    };
  }
}
