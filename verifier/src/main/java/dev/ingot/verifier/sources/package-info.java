/**
 * Where measurements come from: the load balancer, a Prometheus, the instances' own {@code
 * /metrics}.
 *
 * <p>Each source answers one question: what came of a step's fleets in the ticks of a time. What it
 * answers is written to the log before it is judged, so that a verifier that takes over judges from
 * the very same numbers. A source believes nobody: answers are bounded in size and time, no
 * redirect is followed, and what is odd is told by name.
 *
 * <p>It fails in two ways. What cannot be had now (nobody answers, or nonsense in place of an
 * answer) is a {@link dev.ingot.verifier.sources.SourceException}, and is asked for again until the
 * step's last call. What was answered and cannot be believed (NaN, a counter that went backwards)
 * is a broken sample, and stays in the log.
 */
@NullMarked
package dev.ingot.verifier.sources;

import org.jspecify.annotations.NullMarked;
