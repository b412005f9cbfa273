package dev.ingot.stage;

/** What the desk sets in motion. Called under its lock, so nothing here may wait. */
interface Hands<I> {
  /** Looks at a record on the thread that is returned, which then calls {@link Desk#looked}. */
  Thread look(InHand<I> record);

  /** Commits, elsewhere, and then calls {@link Desk#committed}. */
  void commit(Settlement<I> settlement);

  /** Whether so much waits to be committed that more would only wait as well. */
  default boolean hasEnoughToCommit() {
    return false;
  }

  /** Decodes a partition's backlog, elsewhere, with {@link Desk#nextToTake}. */
  void take(Assignment<I> assignment);
}
