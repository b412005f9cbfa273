/** What is compared, and the tasks that are sent through it. */
@NullMarked
package dev.ingot.benchmarks.load;

import org.jspecify.annotations.NullMarked;
