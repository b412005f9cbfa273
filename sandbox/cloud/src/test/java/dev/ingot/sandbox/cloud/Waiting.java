package dev.ingot.sandbox.cloud;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How long these tests wait for what is to come: long enough for a machine with much to do. */
public final class Waiting {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private Waiting() {}

  /** Awaitility's, with more patience. */
  public static ConditionFactory await() {
    return Awaitility.await().atMost(PATIENCE);
  }
}
