/**
 * How a step is judged: pure functions over closed ticks, without clocks, clients or threads.
 *
 * <p>A {@code Policy} says what every series is held to: {@code Rule}s. Each rule is a gate, and
 * all gates share &alpha; evenly. {@code Intake} looks at every tick first; what is odd is left
 * out, and never lets a step advance. Whatever may roll back is an <em>e-process</em>: evidence
 * that, when the candidate is fine, exceeds 1/&alpha; at any time with probability at most &alpha;
 * (Ville's inequality; Ramdas, Grünwald, Vovk and Shafer, Game-theoretic statistics and safe
 * anytime-valid inference, 2023). So it may be looked at as often as anybody likes.
 */
@NullMarked
package dev.ingot.verifier.judge;

import org.jspecify.annotations.NullMarked;
