/**
 * What it costs, beside the limit and the peers: {@code ./ingot bench}. Each {@link Benchmark} runs
 * its contenders in one run on one broker, round by round in turn, so that what else the machine
 * does hits all alike, and reports the median over rounds.
 */
@NullMarked
package dev.ingot.benchmarks;

import org.jspecify.annotations.NullMarked;
