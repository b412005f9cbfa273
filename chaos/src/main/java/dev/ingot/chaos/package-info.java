/**
 * Ends and freezes workers and brokers at random while records go through a chain of stages, and
 * then accounts for every record.
 *
 * <p>{@link dev.ingot.chaos.Chaos} is the command. What is done, when and to whom ({@code
 * Schedule}), and what becomes of a record ({@code Fates}) follow from a seed alone; so the {@code
 * Checker}, which is pure, knows every event that must be in the log.
 */
@NullMarked
package dev.ingot.chaos;

import org.jspecify.annotations.NullMarked;
