/**
 * Requests of our own to a fleet, through its preview rule: {@code verify.probes}. The provisioner
 * sends them before a user's traffic, the verifier during a step.
 *
 * <p>Every wait in here has a deadline: the look-up of the load balancer's name, the connection and
 * the answer.
 */
@NullMarked
package dev.ingot.pipeline.probe;

import org.jspecify.annotations.NullMarked;
