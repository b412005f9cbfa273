/**
 * Kills each worker between any two of its effects, starts it again, and compares what came of it
 * with a run in which nothing was killed.
 *
 * <p>A point is the moment after an effect: a call to the cloud that changes something and was
 * answered ({@link dev.ingot.kill.AwsFaults}), or a {@link dev.ingot.stage.FaultPoint}. All points
 * are listed in {@code points.txt}; a point that is passed and not listed fails the test.
 *
 * <p>A story has a chapter for each version of a service. The first goes through two environments,
 * which must come to have the same image; and at the end of each chapter every worker is sent bytes
 * that are no event, of which one dead letter must come, before the next chapter begins.
 */
@NullMarked
package dev.ingot.kill;

import org.jspecify.annotations.NullMarked;
