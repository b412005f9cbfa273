/** A verifier in a process of its own that judges many rollouts at once. */
@NullMarked
package dev.ingot.benchmarks.verdicts;

import org.jspecify.annotations.NullMarked;
