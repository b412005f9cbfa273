package dev.ingot.stage;

/** Who an event is about, of one listening in one partition. */
record Subject(int partition, int listening, String name) {
  // By hand, since every event that is read and every record that is taken asks for it: what the
  // compiler makes for a record was a tenth of a busy worker's history.
  @Override
  public boolean equals(Object other) {
    return other instanceof Subject that
        && partition == that.partition
        && listening == that.listening
        && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * name.hashCode() + partition) + listening;
  }
}
