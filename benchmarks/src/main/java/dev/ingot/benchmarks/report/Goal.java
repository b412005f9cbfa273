package dev.ingot.benchmarks.report;

/**
 * What was to be shown, and what came out.
 *
 * @param what in a few words
 * @param measured in the unit
 * @param bound which side of the limit is right
 * @param limit in the unit
 * @param unit such as {@code ms} or {@code ×}
 */
public record Goal(String what, double measured, Bound bound, double limit, String unit) {
  /** Which side of a limit is right. */
  public enum Bound {
    AT_MOST("≤"),
    AT_LEAST("≥");

    private final String sign;

    Bound(String sign) {
      this.sign = sign;
    }
  }

  public static Goal atMost(String what, double measured, double limit, String unit) {
    return new Goal(what, measured, Bound.AT_MOST, limit, unit);
  }

  public static Goal atLeast(String what, double measured, double limit, String unit) {
    return new Goal(what, measured, Bound.AT_LEAST, limit, unit);
  }

  public boolean met() {
    return bound == Bound.AT_MOST ? measured <= limit : measured >= limit;
  }

  public String limitText() {
    return bound.sign + " " + withUnit(limit);
  }

  public String measuredText() {
    return withUnit(measured);
  }

  private String withUnit(double value) {
    return unit.equals("×") ? Figures.times(value) : Figures.figure(value) + " " + unit;
  }
}
