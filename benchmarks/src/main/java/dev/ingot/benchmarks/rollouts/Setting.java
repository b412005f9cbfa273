package dev.ingot.benchmarks.rollouts;

import java.util.Locale;

/**
 * A service, and what is wrong with its candidate.
 *
 * @param requests a second, to both fleets together
 * @param weight the candidate's share of them, 0 to 1
 * @param errors share of the live fleet's requests that fail
 * @param burst coefficient of variation of a gamma factor on errors and on slow requests, of each
 *     instance and second for itself
 * @param drift whether traffic and errors rise and fall by half, once within the rollout, as within
 *     a day
 * @param fleets how many instances each fleet has
 * @param trouble the candidate's
 */
public record Setting(
    int requests,
    double weight,
    double errors,
    double burst,
    boolean drift,
    Fleets fleets,
    Trouble trouble) {

  /** Fleets of one instance each, or of instances that have their bursts in common. */
  public Setting(
      int requests, double weight, double errors, double burst, boolean drift, Trouble trouble) {
    this(requests, weight, errors, burst, drift, Fleets.ONE, trouble);
  }

  /** How many instances each fleet has, of which each has the same number of requests. */
  public record Fleets(int candidate, int live) {
    public static final Fleets ONE = new Fleets(1, 1);

    /** In a few words. */
    public String words() {
      return "%d beside %d".formatted(candidate, live);
    }
  }

  /**
   * What is wrong with a candidate.
   *
   * @param errors how many times the live fleet's errors it has; infinite when all requests fail
   * @param slower how many times as long its requests take
   * @param until the second in which it ends
   */
  public record Trouble(String name, double errors, double slower, int until) {
    public static final Trouble NONE = new Trouble("none", 1, 1, Integer.MAX_VALUE);

    double errorsAt(int second) {
      return second < until ? errors : 1;
    }

    double slowerAt(int second) {
      return second < until ? slower : 1;
    }
  }

  /** A setting with nothing wrong. */
  public static Setting identical(
      int requests, double weight, double errors, double burst, boolean drift) {
    return new Setting(requests, weight, errors, burst, drift, Trouble.NONE);
  }

  /** In a few words. */
  public String words() {
    return String.format(
        Locale.ROOT,
        "%,d/s, %.0f %%, %s %% errors%s%s",
        requests,
        100 * weight,
        Double.toString(Math.round(1e4 * errors) / 100.0).replaceAll("\\.0$", ""),
        burst == 0 ? "" : String.format(Locale.ROOT, ", bursts %.2f", burst),
        drift ? ", drift" : "");
  }

  /** A limit that bursts of a healthy fleet do not reach: six times the errors, at least 5 %. */
  public double limit() {
    return Math.max(0.05, 6 * errors);
  }
}
