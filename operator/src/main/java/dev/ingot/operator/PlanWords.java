package dev.ingot.operator;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Values as ingot.yaml writes them. */
final class PlanWords {
  private PlanWords() {}

  /** Such as {@code 250ms}, {@code 90s}, {@code 2m}, {@code 1h30m}: nothing is rounded away. */
  static String time(Duration time) {
    long millis = time.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    StringBuilder text = new StringBuilder();
    append(text, time.toDays(), "d");
    append(text, time.toHoursPart(), "h");
    append(text, time.toMinutesPart(), "m");
    append(text, time.toSecondsPart(), "s");
    return text.isEmpty() ? "0s" : text.toString();
  }

  static String time(long millis) {
    return time(Duration.ofMillis(millis));
  }

  private static void append(StringBuilder text, long number, String unit) {
    if (number > 0) {
      text.append(number).append(unit);
    }
  }

  static String percent(double share) {
    return plain(BigDecimal.valueOf(share).movePointRight(2)) + "%";
  }

  static String factor(double times) {
    return plain(BigDecimal.valueOf(times)) + "x";
  }

  static String number(double number) {
    return plain(BigDecimal.valueOf(number));
  }

  private static String plain(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }

  static String list(List<?> all) {
    return all.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** Bakes of steps: one where all are the same. */
  static String times(List<Long> millis) {
    return list(
        millis.stream().distinct().count() == 1
            ? List.of(time(millis.getFirst()))
            : millis.stream().map(PlanWords::time).toList());
  }

  /** So much of something. */
  static String count(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }
}
