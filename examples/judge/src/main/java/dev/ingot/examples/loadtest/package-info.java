/**
 * A judge of a team's own.
 *
 * <p>Consumes TrafficShifted. Sends a burst of requests to the candidate, through the preview rule,
 * so that they reach it at any weight and no user. Emits one VerdictReached per deployment and step
 * as the judge {@code load-test}, for services that name it in {@code verify.judges}.
 *
 * <p>When it is dead, the traffic-shifter's deadline counts as ROLL_BACK, or as a pause by {@code
 * verify.silence}. When it is killed in mid-burst, it begins the burst again.
 */
@NullMarked
package dev.ingot.examples.loadtest;

import org.jspecify.annotations.NullMarked;
