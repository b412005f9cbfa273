package dev.ingot.sandbox.cloud.proxy;

import static dev.ingot.sandbox.cloud.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.sandbox.cloud.proxy.TargetHealth.State;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HealthCheckerIT {
  /** Nobody who answers at all is too slow for it. */
  private static final HealthCheck CHECK = check(Duration.ofMinutes(1));

  private final HealthChecker checker = new HealthChecker();

  private static HealthCheck check(Duration timeout) {
    return new HealthCheck("/healthz", Duration.ofMillis(50), timeout, 2, 2, "200");
  }

  @Test
  void aTargetIsFollowedThroughItsLife() throws Exception {
    AtomicInteger status = new AtomicInteger(200);
    try (checker;
        Backend backend =
            new Backend(
                (request, out) ->
                    request.line().startsWith("GET /healthz ")
                        && request.header("Host").isPresent()
                        && Backend.respond(out, status.get(), ""))) {
      checker.watch("a", backend.address(), CHECK);
      await().until(() -> checker.health("a").state() == State.HEALTHY);
      status.set(500);
      await().until(() -> checker.health("a").reason().equals("Target.ResponseCodeMismatch"));
      status.set(200);
      await().until(() -> checker.health("a").state() == State.HEALTHY);
      backend.stop();
      await().until(() -> checker.health("a").reason().equals("Target.FailedHealthChecks"));

      checker.unwatch("a");

      assertThat(checker.health("a")).isEqualTo(TargetHealth.INITIAL);
    }
  }

  @Test
  void silenceIsATimeoutAndEndlessHeadersAreAFailure() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (checker;
        Backend silent = new Backend((request, out) -> end.await(30, TimeUnit.SECONDS));
        Backend endless =
            new Backend(
                (request, out) -> {
                  while (true) {
                    out.write('H');
                  }
                })) {
      checker.watch("silent", silent.address(), check(Duration.ofMillis(200)));
      checker.watch("endless", endless.address(), CHECK);

      await().until(() -> checker.health("silent").reason().equals("Target.Timeout"));
      await().until(() -> checker.health("endless").reason().equals("Target.FailedHealthChecks"));
      end.countDown();
    }
  }

  @Test
  void watchingAgainBeginsAnewOnlyWhenSomethingChanged() throws Exception {
    try (checker;
        Backend backend = Backend.saying("ok");
        Backend other = new Backend((request, out) -> false)) {
      checker.watch("a", backend.address(), CHECK);
      await().until(() -> checker.health("a").state() == State.HEALTHY);

      checker.watch("a", backend.address(), CHECK);
      assertThat(checker.health("a").state()).isEqualTo(State.HEALTHY);
      checker.watch("a", other.address(), CHECK);
      await().until(() -> checker.health("a").state() == State.UNHEALTHY);
    }
  }
}
