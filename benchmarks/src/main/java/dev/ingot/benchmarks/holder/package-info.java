/** A worker in a process of its own that keeps thousands of tasks in hand. */
@NullMarked
package dev.ingot.benchmarks.holder;

import org.jspecify.annotations.NullMarked;
