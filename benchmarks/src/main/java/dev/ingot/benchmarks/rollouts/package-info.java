/**
 * Simulated rollouts, and those who judge them: Ingot's own judge as it is, and rules that others
 * go by. Pure, and the same at every run.
 */
@NullMarked
package dev.ingot.benchmarks.rollouts;

import org.jspecify.annotations.NullMarked;
