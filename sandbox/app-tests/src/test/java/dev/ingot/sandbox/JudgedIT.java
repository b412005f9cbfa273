package dev.ingot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Versions of a service that its judge does not let through. */
class JudgedIT extends OnAStack {
  @Test
  void whatIsSlowerAndWhatFailsItsOrdersOrAPageIsRolledBackAndSoIsWhatStands() throws Exception {
    Path repository = repository("orders", Orders.environments(20, 1_000));
    Orders.write(repository);
    change(repository, Orders.environments(20, 1_000));
    deploy(repository, 0);
    try (Load users = new Load(endpoints().listener(), "orders.localhost", 40)) {
      change(repository, Orders.environments(1_000, 1_000));
      assertThat(deploy(repository, 1)).contains("ROLL_BACK, latency p90: ");

      change(repository, Orders.environments(20, 2));
      assertThat(deploy(repository, 1)).contains("ROLL_BACK, failed-orders: ");

      // A page that no user opens: well before the shift, and twice in the step.
      change(
          repository, Orders.environments(20, 1_000).replace("{SLOW", "{GOOD_PAGES: \"3\", SLOW"));
      assertThat(deploy(repository, 1)).contains("ROLL_BACK, probe 2: GET /page: 2 failures");

      // Good for its whole step, and bad while it waits for somebody to approve the next one.
      change(repository, Orders.standing(400));
      assertThat(deploy(repository, 1))
          .contains("ADVANCE, ")
          .contains("ROLL_BACK, while it stood at 50 %: failed-orders: ");

      // All traffic at once: nobody is beside it, and the live fleet as it was takes its place.
      change(
          repository,
          Orders.environments(1_000, 1_000)
              .replace("steps: [50, 100], bake: [20s, 7s]", "steps: [100], bake: 12s"));
      assertThat(deployed(repository))
          .contains("ROLL_BACK, latency p90: ")
          .contains("before the shift");
      assertThat(users.counts()).isNotEmpty();
    }
  }

  /**
   * However often: what the poller has found by then is a deployment of its own, and of a second
   * one right after it the live fleet was hardly seen before the shift.
   */
  private String deployed(Path repository) throws Exception {
    try (IngotProcess deploy = IngotProcess.start(home, "deploy", repository.toString())) {
      deploy.exitCode(PATIENCE);
      return deploy.output();
    }
  }
}
