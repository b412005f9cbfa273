/**
 * The cloud SPI in memory, for tests: {@link dev.ingot.cloud.memory.InMemoryCloud} keeps the
 * promises of the SPI (the same contract suite runs over it as over AWS), and a test scripts what
 * happens, changes things by hand, makes calls fail, and looks at what is left.
 */
@NullMarked
package dev.ingot.cloud.memory;

import org.jspecify.annotations.NullMarked;
