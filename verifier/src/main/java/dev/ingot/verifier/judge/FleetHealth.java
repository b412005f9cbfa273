package dev.ingot.verifier.judge;

/**
 * How the candidate's instances are.
 *
 * @param expected how many there should be
 * @param healthy how many are healthy
 * @param replaced how many were launched after the step began
 * @param words the cloud's words about those that are not healthy; empty when all are
 */
public record FleetHealth(int expected, int healthy, int replaced, String words) {
  boolean allHealthy() {
    return healthy >= expected && expected > 0;
  }
}
