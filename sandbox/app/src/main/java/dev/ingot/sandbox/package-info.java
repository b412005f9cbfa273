/**
 * Everything on one machine: {@code ingot demo}, {@code ingot up} and {@code ingot deploy}.
 *
 * <p>{@link dev.ingot.sandbox.Stack} starts a small AWS, a broker, a schema registry and the five
 * workers in one JVM; the workers run the code that they run in production. {@link
 * dev.ingot.sandbox.Demo} is the story that the README tells.
 */
@NullMarked
package dev.ingot.sandbox;

import org.jspecify.annotations.NullMarked;
