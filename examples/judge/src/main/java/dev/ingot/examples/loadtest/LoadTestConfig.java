package dev.ingot.examples.loadtest;

import dev.ingot.stage.config.Key;
import java.time.Duration;

/** What the judge needs to know. */
public record LoadTestConfig(
    @Key(
            value = "ingot.loadtest.url",
            doc = "What is asked for, with {service} for the service's name.",
            otherwise = "http://{service}.localhost:8080/")
        String url,
    @Key(value = "ingot.loadtest.requests", doc = "Requests in a burst.", otherwise = "200")
        int requests,
    @Key(
            value = "ingot.loadtest.within",
            doc = "Longest time for a burst; what was not answered by then has failed.",
            otherwise = "20s")
        Duration within,
    @Key(
            value = "ingot.loadtest.failures",
            doc = "Failed requests of a burst, in percent, at which a candidate goes back.",
            otherwise = "1")
        int failures,
    @Key(
            value = "ingot.loadtest.p95",
            doc = "Slowest 95th percentile of a burst that a candidate may have.",
            otherwise = "500ms")
        Duration p95) {

  public LoadTestConfig {
    if (requests < 1 || failures < 1 || failures > 100) {
      throw new IllegalArgumentException(
          "ingot.loadtest.requests must be at least 1, ingot.loadtest.failures from 1 to 100");
    }
    if (within.isNegative() || within.isZero() || p95.isNegative() || p95.isZero()) {
      throw new IllegalArgumentException(
          "ingot.loadtest.within and ingot.loadtest.p95 must be positive");
    }
  }
}
