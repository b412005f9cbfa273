/**
 * What a worker is made of: a {@link dev.ingot.stage.Stage} says what came of a look at the world,
 * and {@code StageWorker} sees to it that every event counts once.
 */
@NullMarked
package dev.ingot.stage;

import org.jspecify.annotations.NullMarked;
