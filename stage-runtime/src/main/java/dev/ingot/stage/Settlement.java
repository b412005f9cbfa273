package dev.ingot.stage;

import java.util.List;

/**
 * What a look has left to be committed.
 *
 * @param finished whether the record is done with it; otherwise it is progress
 * @param outgoing goes out in the same transaction
 */
record Settlement<I>(InHand<I> record, boolean finished, List<Outgoing> outgoing) {
  Settlement {
    outgoing = List.copyOf(outgoing);
  }
}
