package dev.ingot.benchmarks.rollouts;

/**
 * What an analysis of Argo Rollouts does: each measurement of the candidate alone meets its
 * condition or fails, and more failures than {@code failureLimit} abort. Here each second is a
 * measurement; the conditions are the share of errors within the limit, and p99 within 1.3 times
 * the live fleet's from before the step.
 */
final class CountingFailures implements Contender {
  private static final double SLOW = 0.01;

  private final Run run;
  private final int failureLimit;
  private int errors;
  private int slow;

  CountingFailures(Run run, int failureLimit) {
    this.run = run;
    this.failureLimit = failureLimit;
  }

  @Override
  public boolean rollsBack(Second second) {
    Second.Arm arm = second.candidate();
    if (arm.requests() > 0) {
      errors += arm.errorShare() > run.setting().limit() ? 1 : 0;
      slow += arm.verySlow() > SLOW * arm.requests() ? 1 : 0;
    }
    return errors > failureLimit || slow > failureLimit;
  }
}
