package dev.ingot.benchmarks;

/** Something that reads commits under its prefix and answers each with one head. */
interface Contender extends AutoCloseable {
  String name();

  /** Prefix of its topics' names. */
  String prefix();

  @Override
  void close();
}
