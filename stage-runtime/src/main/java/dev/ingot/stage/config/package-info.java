/** Configuration as records: one sentence per key, read from the environment or files, checked. */
@NullMarked
package dev.ingot.stage.config;

import org.jspecify.annotations.NullMarked;
