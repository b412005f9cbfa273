/**
 * Tests a stage without threads, brokers or waiting: {@link dev.ingot.stage.testkit.ManualStage}
 * stands in for the runtime and is stepped by hand, {@link dev.ingot.stage.testkit.StageContract}
 * holds what every stage must survive.
 */
@NullMarked
package dev.ingot.stage.testkit;

import org.jspecify.annotations.NullMarked;
