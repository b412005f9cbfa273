/**
 * Fleets to traffic and outcomes: owns the weights of a service's rule while a rollout is on.
 *
 * <p>Consumes {@code FleetProvisioned}, one at a time per service and environment, and hears
 * verdicts and commands. Calls the cloud's router. Emits {@code TrafficShifted} for every step once
 * the weights were read back, and {@code DeploymentFinished} at the end.
 *
 * <p>Fails towards the live fleet: a judge's no, also while the rollout stands, an inconclusive
 * verdict, silence past the deadline, an abort, a weight lowered by hand, or a stage given up puts
 * all weight back on it at once. While a candidate has traffic the rule itself carries {@code
 * rollback-at}, and the guard, which needs no Kafka, acts on it when nobody else does.
 *
 * <p>A first deployment has nothing to go back to. It goes to 100 % in one step, without {@code
 * rollback-at}. When its judge says no, or nothing, it ends as FAILED and keeps the traffic for as
 * long as an instance is healthy, since a service that fails at times is more than none; without a
 * healthy instance, or when an operator aborts it, the rule goes. The next deployment takes over.
 */
@NullMarked
package dev.ingot.shifter;

import org.jspecify.annotations.NullMarked;
