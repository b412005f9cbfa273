package dev.ingot.benchmarks.load;

/** Something that moves tasks along a lane, each exactly once. */
public interface Contender extends AutoCloseable {
  /** Transactions that it has committed. */
  long transactions();

  @Override
  void close();
}
