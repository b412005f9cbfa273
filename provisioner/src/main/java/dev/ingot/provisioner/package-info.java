/**
 * Images to fleets.
 *
 * <p>Consumes {@code ImageReady}, one at a time per service and environment. Calls the cloud: makes
 * a group beside the live one, as large as that is now, behind a preview rule; pins the live one.
 * Emits {@code FleetProvisioned} once enough instances are healthy, and keeps the record in hand
 * until {@code DeploymentFinished}: so there is one candidate per service and environment. Then it
 * tags the loser to be retired, and after a promotion emits {@code ImageReady} for the next
 * environment. An operator's rollback takes the former live fleet over, while that stands by.
 * Nothing is begun while a standing order freezes it; a rollback is.
 *
 * <p>Fails with {@code DeploymentFinished} FAILED when the fleet is not healthy in time or its
 * instances keep crashing, with the cloud's and the service's own words; SUPERSEDED when something
 * newer is live or waits; ABORTED by command. A fleet that has traffic is never tagged, and the
 * sweeper, which retires what is due, refuses one that has.
 */
@NullMarked
package dev.ingot.provisioner;

import org.jspecify.annotations.NullMarked;
