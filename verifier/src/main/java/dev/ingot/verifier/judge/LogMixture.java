package dev.ingot.verifier.judge;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** The mean of several products of factors, kept in logarithms so that nothing overflows. */
final class LogMixture {
  private final double[] logs;

  LogMixture(int parts) {
    this.logs = new double[parts];
  }

  /** A copy that goes its own way. */
  LogMixture copy() {
    return meanOf(List.of(this));
  }

  /** The mean of several mixtures of the same parts, part by part. */
  static LogMixture meanOf(Collection<LogMixture> several) {
    LogMixture mean = new LogMixture(several.iterator().next().logs.length);
    for (int i = 0; i < mean.logs.length; i++) {
      int part = i;
      mean.logs[i] = logMean(several.stream().mapToDouble(one -> one.logs[part]).toArray());
    }
    return mean;
  }

  void multiply(int part, double logFactor) {
    logs[part] += logFactor;
  }

  /** Logarithm of the mean: log-sum-exp, less the logarithm of the number of parts. */
  double logMean() {
    return logMean(logs);
  }

  /** Logarithm of the mean of numbers of which these are the logarithms. */
  static double logMean(double... logs) {
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
