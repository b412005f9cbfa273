package dev.ingot.verifier.sources;

import dev.ingot.events.ArmCounts;
import dev.ingot.events.MeasurementTaken;
import java.util.Optional;

/**
 * What was measured of both fleets in one tick, as it goes to the log.
 *
 * @param live empty without a live fleet
 */
public record Both(ArmCounts candidate, Optional<ArmCounts> live) {
  static Both of(MeasurementTaken taken) {
    return new Both(taken.getCandidate(), Optional.ofNullable(taken.getLive()));
  }
}
