/**
 * The way back that needs nobody: while a candidate has traffic, the rule itself says when to go
 * back, and a guard acts on it.
 *
 * <p>Consumes nothing and emits nothing: no Kafka, no registry, no worker. Calls the cloud's router
 * alone, past every limiter. A look that fails is told of once and repeated until it works; one
 * service or environment that cannot be had does not hold up the others. Any number of guards may
 * run at once, for putting all weight on the live fleet twice is the same as once.
 */
@NullMarked
package dev.ingot.guard;

import org.jspecify.annotations.NullMarked;
