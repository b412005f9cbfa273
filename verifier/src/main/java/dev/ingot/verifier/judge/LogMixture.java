package dev.ingot.verifier.judge;

import java.util.Arrays;

/** The mean of several products of factors, kept in logarithms so that nothing overflows. */
final class LogMixture {
  private final double[] logs;

  LogMixture(int parts) {
    this.logs = new double[parts];
  }

  void multiply(int part, double logFactor) {
    logs[part] += logFactor;
  }

  /** Logarithm of the mean: log-sum-exp, less the logarithm of the number of parts. */
  double logMean() {
    double most = Arrays.stream(logs).max().orElse(Double.NEGATIVE_INFINITY);
    if (most == Double.NEGATIVE_INFINITY) {
      return most;
    }
    double sum = 0;
    for (double log : logs) {
      sum += Math.exp(log - most);
    }
    return most + Math.log(sum) - Math.log(logs.length);
  }
}
