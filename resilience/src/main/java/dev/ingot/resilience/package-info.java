/**
 * What a worker does about failures, declared once. {@link dev.ingot.resilience.Resilience} is read
 * from the configuration by a worker's main, which hands it on: how looks are tried again to the
 * runtime, breakers and rates to the clouds. The runtime knows no cloud and a cloud knows no
 * runtime: what the one has to know of the other is said here, and shown as metrics.
 */
@NullMarked
package dev.ingot.resilience;

import org.jspecify.annotations.NullMarked;
