package dev.ingot.cloud.memory;

/**
 * What a fleet had in one tick.
 *
 * @param requests requests that ended in it
 * @param errors of these, the bad ones
 */
public record Counts(long requests, long errors) {
  public Counts {
    if (requests < 0 || errors < 0 || errors > requests) {
      throw new IllegalArgumentException(
          "0 <= errors <= requests must hold: " + errors + " of " + requests);
    }
  }
}
