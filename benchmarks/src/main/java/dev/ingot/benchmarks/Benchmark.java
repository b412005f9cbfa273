package dev.ingot.benchmarks;

import dev.ingot.benchmarks.report.Report;

/** One question, measured. */
interface Benchmark {
  /** On the command line, and of its files. */
  String name();

  /** What it shows, in a few words. */
  String shows();

  /**
   * Measures, and leaves nothing behind.
   *
   * @throws Exception when it could not be measured, with the reason
   */
  Report run(Effort effort) throws Exception;
}
