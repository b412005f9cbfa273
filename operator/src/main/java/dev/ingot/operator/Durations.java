package dev.ingot.operator;

import dev.ingot.pipeline.Times;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Times as people write them, in and out: {@code 30s}, {@code 2h}, {@code 7d}. */
final class Durations implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    return Times.parse(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' is no time; write 500ms, 30s, 10m, 2h or 7d"
                        .formatted(Clean.line(text, 40))));
  }

  /** In its largest whole unit, rounded down. */
  static String text(Duration duration) {
    if (duration.toDays() > 1) {
      return duration.toDays() + "d";
    }
    if (duration.toHours() > 1) {
      return duration.toHours() + "h";
    }
    return duration.toMinutes() > 1
        ? duration.toMinutes() + "m"
        : Math.max(0, duration.toSeconds()) + "s";
  }
}
