/**
 * Kills each worker between any two of its effects, starts it again, and compares what came of it
 * with a run in which nothing was killed.
 *
 * <p>A point is the moment after an effect: a call to the cloud that changes something and was
 * answered ({@link dev.ingot.kill.AwsFaults}), or a {@link dev.ingot.stage.FaultPoint}. All points
 * are listed in {@code points.txt}; a point that is passed and not listed fails the test.
 */
@NullMarked
package dev.ingot.kill;

import org.jspecify.annotations.NullMarked;
