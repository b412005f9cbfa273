package dev.ingot.stage;

/**
 * Sees to it that the events about a record in hand are at hand. Never calls back under its lock.
 */
interface History<I> {
  /** A record has been taken in hand. */
  void need(InHand<I> record);

  /** Whether everything up to the takeover has been read, from the start of its deployment. */
  boolean complete(InHand<I> record);

  /** Whether nothing at all has been said about the record that it listens to. */
  default boolean silent(InHand<I> record) {
    return true;
  }

  /** A record is done, or not ours any more. */
  void forget(InHand<I> record);
}
