package dev.ingot.cloud;

import java.time.Duration;

/**
 * How a provider holds back: from a service that is away, and below the cloud's rates. What puts
 * weight back on the live fleet is held back by none of it.
 *
 * @param breaker for each service of an environment
 * @param rateShare the part of the provider's own limits that this process may use, over 0
 */
public record Safeguards(Breaker breaker, double rateShare) {
  /** See docs/configuration.md for the reasons. */
  public static final Safeguards DEFAULT =
      new Safeguards(new Breaker(50, Duration.ofSeconds(30), 5, Duration.ofSeconds(10), 3), 1.0);

  public Safeguards {
    if (!(rateShare > 0 && rateShare <= 1_000)) {
      throw new IllegalArgumentException(
          "the share of a rate is over 0 and at most 1000: " + rateShare);
    }
  }

  /**
   * When a service is taken for away. Only what says that the service itself is broken or silent is
   * a failure: no answer in time, or a 5xx. A refusal is an answer, and so is a throttle.
   *
   * @param failures share of failed calls that opens it, in percent, 1 to 100
   * @param window the time over which calls are counted, whole seconds
   * @param calls fewer calls within the window open nothing, at least 1
   * @param openFor how long nothing is sent then
   * @param probes calls that are let through after it, at least 1; they decide how it goes on
   */
  public record Breaker(int failures, Duration window, int calls, Duration openFor, int probes) {
    public Breaker {
      if (failures < 1 || failures > 100) {
        throw new IllegalArgumentException("a share of failures is 1 to 100 %: " + failures);
      }
      if (window.toSeconds() < 1 || window.toSeconds() > 3_600) {
        throw new IllegalArgumentException("a breaker's window is 1 s to 1 h: " + window);
      }
      if (calls < 1 || probes < 1) {
        throw new IllegalArgumentException("a breaker counts at least one call");
      }
      if (openFor.toMillis() < 1) {
        throw new IllegalArgumentException("a breaker stays open for a while, not " + openFor);
      }
    }
  }
}
