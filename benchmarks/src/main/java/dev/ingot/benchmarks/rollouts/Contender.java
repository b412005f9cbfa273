package dev.ingot.benchmarks.rollouts;

import java.util.List;
import java.util.function.Function;

/** Somebody who judges a rollout while it goes on. */
interface Contender {
  /** Takes in one more second, and says whether to roll back now. */
  boolean rollsBack(Second second);

  /**
   * A kind of contender.
   *
   * @param name for people
   * @param of one for a run
   */
  record Kind(String name, Function<Run, Contender> of) {}

  /**
   * What is judged.
   *
   * @param tolerance of errors, and of latency whether there is any
   * @param warmup seconds that Ingot's judge leaves out
   */
  record Run(Setting setting, int seconds, double tolerance, int warmup, long seed) {
    boolean strict() {
      return tolerance == 1;
    }
  }

  /** Ingot's judge. */
  Kind OWN = new Kind("Ingot", OwnJudge::new);

  /** Ingot's judge first, then the rivals. */
  List<Kind> ALL =
      List.of(
          OWN,
          new Kind("z-test each second", ZTest::new),
          new Kind("Kayenta's rule", Kayenta::new),
          new Kind("counting, failureLimit 0", run -> new CountingFailures(run, 0)),
          new Kind("counting, failureLimit 3", run -> new CountingFailures(run, 3)));
}
