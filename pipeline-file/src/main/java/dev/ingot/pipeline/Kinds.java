package dev.ingot.pipeline;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The kinds of value that the two files know. */
final class Kinds {
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");

  /** Name of a service, an environment or a judge. */
  static final Kind<String> NAME =
      matching(
          "[a-z][a-z0-9-]{0,39}",
          "a name of 1 to 40 characters a-z, 0-9 and '-' that begins with a letter");

  private static final Pattern CREDENTIALS =
      Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://[^/]*@|^[^/@]*:[^/]*@");

  private Kinds() {}

  /** Whether a repository's URL holds a user or a password, which no event or message may show. */
  static boolean hasCredentials(String repository) {
    return CREDENTIALS.matcher(repository).find();
  }

  /** A text that matches as a whole. */
  static Kind<String> matching(String regex, String accepted) {
    Pattern pattern = Pattern.compile(regex);
    return new Kind<>(
        accepted, text -> Optional.of(text).filter(t -> pattern.matcher(t).matches()));
  }

  /** One line of text, not blank, without control characters. */
  static Kind<String> line(int most, String example) {
    return new Kind<>(
        "one line of 1 to %,d characters, such as %s".formatted(most, example),
        text ->
            Optional.of(text)
                .filter(t -> !t.isBlank() && t.length() <= most)
                .filter(t -> t.chars().noneMatch(Character::isISOControl)));
  }

  static Kind<Integer> whole(int least, int most) {
    return new Kind<>(
        "a whole number from %d to %d".formatted(least, most),
        text ->
            Optional.of(text)
                // 010 is eight to some readers of YAML and ten to others.
                .filter(t -> t.matches("0|[1-9][0-9]{0,8}"))
                .map(Integer::valueOf)
                .filter(n -> n >= least && n <= most));
  }

  static Kind<Duration> duration(Duration least, Duration most) {
    return new Kind<>(
        "a time from %s to %s, such as 90s, 2m or 1h".formatted(text(least), text(most)),
        text -> Times.parse(text).filter(d -> d.compareTo(least) >= 0 && d.compareTo(most) <= 0));
  }

  /** A share of less than half such as {@code 5%}, as 0 to 0.5. */
  static Kind<Double> percentBelowHalf() {
    return new Kind<>(
        "a percentage above 0% and below 50%, such as 5%",
        text -> suffixed(text, "%").map(p -> p / 100).filter(p -> p > 0 && p < 0.5));
  }

  /** A share such as {@code 5%}, as a number above 0 and below 1. */
  static Kind<Double> percent() {
    return new Kind<>(
        "a percentage above 0% and below 100%, such as 5%",
        text -> suffixed(text, "%").map(p -> p / 100).filter(p -> p > 0 && p < 1));
  }

  /** A ratio such as {@code 1.2x}. */
  static Kind<Double> factor(double least, double most) {
    return new Kind<>(
        "a factor from %sx to %sx, such as 1.2x".formatted(plain(least), plain(most)),
        text -> suffixed(text, "x").filter(f -> f >= least && f <= most));
  }

  /** A number above {@code above}, at most {@code most}. */
  static Kind<Double> number(double above, double most) {
    return new Kind<>(
        "a number above %s, at most %s".formatted(plain(above), plain(most)),
        text -> suffixed(text, "").filter(n -> n > above && n <= most));
  }

  /**
   * {@code true} or {@code false}; not YAML 1.1's {@code yes}, {@code no}, {@code on}, {@code off}.
   */
  static Kind<Boolean> bool() {
    return new Kind<>(
        "true or false",
        text ->
            switch (text) {
              case "true" -> Optional.of(true);
              case "false" -> Optional.of(false);
              default -> Optional.empty();
            });
  }

  /** One of a few words. */
  static <T> Kind<T> oneOf(Map<String, T> words) {
    return new Kind<>(
        words.keySet().stream().sorted().collect(Collectors.joining(" or ")),
        text -> Optional.ofNullable(words.get(text)));
  }

  static Kind<URI> httpUrl() {
    return new Kind<>(
        "an http or https URL, such as http://127.0.0.1:4566",
        text -> {
          try {
            URI uri = new URI(text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            return http && uri.getHost() != null && uri.getUserInfo() == null
                ? Optional.of(uri)
                : Optional.empty();
          } catch (URISyntaxException e) {
            return Optional.empty();
          }
        });
  }

  /** A time as the files write it: the largest unit that leaves nothing over. */
  static String text(Duration time) {
    long millis = time.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds == 0 || seconds % 60 != 0) {
      return seconds + "s";
    }
    return seconds % 86_400 == 0
        ? seconds / 86_400 + "d"
        : seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
  }

  private static Optional<Double> suffixed(String text, String suffix) {
    if (!text.endsWith(suffix)) {
      return Optional.empty();
    }
    String number = text.substring(0, text.length() - suffix.length());
    return DECIMAL.matcher(number).matches()
        ? Optional.of(Double.valueOf(number))
        : Optional.empty();
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
