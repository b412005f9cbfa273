package dev.ingot.benchmarks.rollouts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * Many rollouts of one setting, each judged by everybody on the same data.
 *
 * @param runs how many rollouts
 * @param verdicts one per contender
 */
public record Trial(Setting setting, int runs, List<Verdicts> verdicts) {
  private static final int NEVER = Integer.MAX_VALUE;

  public Trial {
    verdicts = List.copyOf(verdicts);
  }

  /**
   * What one contender did.
   *
   * @param rolledBack how many of the rollouts
   * @param runs how many there were
   * @param medianSeconds to ROLL_BACK; NaN when half of the rollouts or more were not rolled back
   * @param p95Seconds the same for 95 % of them
   * @param medianRequests of the candidate until then
   * @param p95Requests the same for 95 % of them
   */
  public record Verdicts(
      String name,
      int rolledBack,
      int runs,
      double medianSeconds,
      double p95Seconds,
      double medianRequests,
      double p95Requests) {
    /** Share of the rollouts, 0 to 1. */
    public double share() {
      return (double) rolledBack / runs;
    }

    /** Upper bound of the share with 99 % confidence (Clopper and Pearson, Biometrika 26, 1934). */
    public double upperBound() {
      return rolledBack == runs
          ? 1
          : BetaDistribution.of(rolledBack + 1.0, (double) runs - rolledBack)
              .inverseCumulativeProbability(0.99);
    }
  }

  private record Stop(int seconds, long requests) {}

  /**
   * Runs them on all cores; what comes out depends on the seed alone.
   *
   * @param seconds that each is judged
   * @param tolerance of errors; 1 tolerates nothing, of latency neither
   * @param warmup seconds that Ingot's judge leaves out
   */
  public static Trial of(
      Setting setting, int runs, int seconds, double tolerance, int warmup, long seed) {
    return of(Contender.ALL, setting, runs, seconds, tolerance, warmup, seed);
  }

  /** The same, judged by Ingot's judge alone, without a warm-up. */
  public static Trial ownOf(Setting setting, int runs, int seconds, double tolerance, long seed) {
    return of(List.of(Contender.OWN), setting, runs, seconds, tolerance, 0, seed);
  }

  private static Trial of(
      List<Contender.Kind> kinds,
      Setting setting,
      int runs,
      int seconds,
      double tolerance,
      int warmup,
      long seed) {
    Stop[][] stops =
        IntStream.range(0, runs)
            .parallel()
            .mapToObj(
                run ->
                    one(
                        kinds,
                        new Contender.Run(
                            setting, seconds, tolerance, warmup, seed * 1_000_003 + run)))
            .toArray(Stop[][]::new);
    List<Verdicts> verdicts = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      int contender = i;
      verdicts.add(
          verdicts(
              kinds.get(i).name(),
              Arrays.stream(stops).map(stop -> stop[contender]).toArray(Stop[]::new)));
    }
    return new Trial(setting, runs, verdicts);
  }

  private static Stop[] one(List<Contender.Kind> kinds, Contender.Run run) {
    Traffic traffic = new Traffic(run.setting(), run.seconds(), run.seed());
    List<Contender> contenders = kinds.stream().map(kind -> kind.of().apply(run)).toList();
    Stop[] stops = new Stop[contenders.size()];
    Arrays.fill(stops, new Stop(NEVER, Long.MAX_VALUE));
    long requests = 0;
    for (int second = 0; second < run.seconds(); second++) {
      Second next = traffic.next(second);
      requests += next.candidate().requests();
      for (int i = 0; i < stops.length; i++) {
        if (stops[i].seconds() == NEVER && contenders.get(i).rollsBack(next)) {
          stops[i] = new Stop(second + 1, requests);
        }
      }
    }
    return stops;
  }

  private static Verdicts verdicts(String name, Stop[] stops) {
    double[] seconds = Arrays.stream(stops).mapToDouble(Stop::seconds).sorted().toArray();
    double[] requests = Arrays.stream(stops).mapToDouble(Stop::requests).sorted().toArray();
    int rolledBack = (int) Arrays.stream(seconds).filter(s -> s < NEVER).count();
    return new Verdicts(
        name,
        rolledBack,
        stops.length,
        quantile(seconds, 0.5, rolledBack),
        quantile(seconds, 0.95, rolledBack),
        quantile(requests, 0.5, rolledBack),
        quantile(requests, 0.95, rolledBack));
  }

  private static double quantile(double[] sorted, double quantile, int known) {
    int index = (int) Math.ceil(quantile * sorted.length) - 1;
    return index < known ? sorted[Math.max(0, index)] : Double.NaN;
  }
}
