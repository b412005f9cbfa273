/** The HTTP side of the commit-listener under load, and the least that could stand in its place. */
@NullMarked
package dev.ingot.benchmarks.webhooks;

import org.jspecify.annotations.NullMarked;
