/**
 * How a step is judged: pure functions over closed ticks, without clocks, clients or threads.
 *
 * <p>Everything here is an <em>e-process</em>: evidence that, when the candidate is fine, exceeds
 * 1/&alpha; at any time with probability at most &alpha; (Ville's inequality). So it may be looked
 * at as often as anybody likes.
 */
@NullMarked
package dev.ingot.verifier.judge;

import org.jspecify.annotations.NullMarked;
