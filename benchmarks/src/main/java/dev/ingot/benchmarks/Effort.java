package dev.ingot.benchmarks;

/** How long a measurement may take. */
enum Effort {
  /** For figures to be written down: minutes. */
  FULL,
  /** To see that it works, and roughly how: seconds. */
  QUICK,
  /** So little that the figures mean nothing: for the test that all of it still runs. */
  SMOKE;

  int of(int full, int quick, int smoke) {
    return switch (this) {
      case FULL -> full;
      case QUICK -> quick;
      case SMOKE -> smoke;
    };
  }
}
