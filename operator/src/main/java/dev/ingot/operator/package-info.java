/**
 * The commands that people in production use, and the one process that they leave running.
 *
 * <p>{@code validate} reads files and nothing else; {@code plan} reads the repository, the clouds
 * and the log, and changes nothing. {@code guard} needs the cloud alone. {@code dead-letters} reads
 * the log and writes to it: a replay and its note in the ledger are one transaction. Settings are
 * the workers' own, from the environment or from system properties.
 *
 * <p>Every wait has a deadline. Exit codes: 0 done, 1 not done and said why, 2 not understood or
 * configured wrongly.
 */
@NullMarked
package dev.ingot.operator;

import org.jspecify.annotations.NullMarked;
