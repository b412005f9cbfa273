/**
 * The verifier: measures each step of a rollout and judges it.
 *
 * <p>Consumes TrafficShifted. Calls the cloud's telemetry for both arms' counts, tick by tick, and
 * its fleets for the candidate's instances. Emits MeasurementTaken, the raw counts, and one
 * VerdictReached per deployment and step as the judge {@code health}.
 *
 * <p>The measurements are its memory: killed in mid-step, it reads them back and gives the same
 * verdict. It fails as soon as the evidence is in; no data is never success. After an ADVANCE or
 * INCONCLUSIVE it goes on watching for as long as the rollout stands there, and may still say
 * ROLL_BACK. A newer shift or an outcome ends the judging of an old step. When it cannot reach the
 * cloud to the end, it says INCONCLUSIVE; when it is dead, the traffic-shifter's deadline counts as
 * ROLL_BACK.
 */
@NullMarked
package dev.ingot.verifier;

import org.jspecify.annotations.NullMarked;
