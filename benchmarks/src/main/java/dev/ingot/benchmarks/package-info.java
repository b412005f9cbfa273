/**
 * What it costs, beside the limit: measurements that are run by hand, each with a {@code main}, and
 * written down in docs/benchmarks.
 */
@NullMarked
package dev.ingot.benchmarks;

import org.jspecify.annotations.NullMarked;
