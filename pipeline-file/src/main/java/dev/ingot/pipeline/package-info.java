/** Reads and checks {@code ingot.yaml}, the services' file, and {@code environments.yaml}. */
@NullMarked
package dev.ingot.pipeline;

import org.jspecify.annotations.NullMarked;
