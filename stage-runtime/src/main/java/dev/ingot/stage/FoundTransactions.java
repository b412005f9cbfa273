package dev.ingot.stage;

import java.util.List;

/**
 * The open transactions that were found.
 *
 * @param open the oldest first
 * @param untold partitions that nothing is known of at the moment, such as for want of a leader,
 *     with the reason
 */
public record FoundTransactions(List<OpenTransaction> open, List<String> untold) {}
