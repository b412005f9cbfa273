package dev.ingot.stage.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How text becomes a value of one type.
 *
 * @param accepted what is taken, for people
 * @param parse throws a RuntimeException on anything else
 */
record Values(String accepted, Function<String, Object> parse) {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,18})\\s*(ms|s|m|h|d)");

  /**
   * How text becomes a value of the type.
   *
   * @throws IllegalArgumentException when no configuration record may have a component of the type
   */
  static Values of(Type type) {
    if (type instanceof ParameterizedType generic) {
      return ofGeneric(generic);
    }
    if (!(type instanceof Class<?> plain)) {
      throw new IllegalArgumentException(type + " cannot be configured");
    }
    if (plain.isEnum()) {
      return ofEnum(plain);
    }
    return switch (plain.getName()) {
      case "java.lang.String" -> new Values("text", text -> text);
      case "int", "java.lang.Integer" ->
          new Values("a whole number", text -> Integer.valueOf(text));
      case "long", "java.lang.Long" -> new Values("a whole number", text -> Long.valueOf(text));
      case "double", "java.lang.Double" -> new Values("a number such as 0.05", Values::number);
      case "boolean", "java.lang.Boolean" -> new Values("true or false", Values::bool);
      case "java.time.Duration" ->
          new Values("a duration such as 500ms, 5s, 2m or 1h", Values::duration);
      case "java.net.URI" -> new Values("an absolute URI", Values::uri);
      case "java.nio.file.Path" -> new Values("a path", text -> Path.of(text));
      default -> throw new IllegalArgumentException(plain + " cannot be configured");
    };
  }

  /** Whether no text at all makes a value of the type. */
  static boolean mayBeEmpty(Type type) {
    return type instanceof ParameterizedType;
  }

  private static Values ofGeneric(ParameterizedType type) {
    Values item = of(type.getActualTypeArguments()[0]);
    if (type.getRawType() == Optional.class) {
      return new Values(
          item.accepted + ", or nothing",
          text -> text.isEmpty() ? Optional.empty() : Optional.of(item.parse.apply(text)));
    }
    if (type.getRawType() == List.class) {
      return new Values("a list separated by commas: " + item.accepted, text -> list(text, item));
    }
    throw new IllegalArgumentException(type + " cannot be configured");
  }

  private static List<Object> list(String text, Values item) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .map(item.parse)
        .toList();
  }

  private static Values ofEnum(Class<?> type) {
    List<?> constants = List.of(type.getEnumConstants());
    String names = constants.stream().map(Values::nameOf).collect(Collectors.joining(", "));
    return new Values(
        "one of " + names,
        text ->
            constants.stream()
                .filter(constant -> nameOf(constant).equalsIgnoreCase(text.replace('_', '-')))
                .findFirst()
                .orElseThrow());
  }

  private static String nameOf(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Double number(String text) {
    double value = Double.parseDouble(text);
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("not finite");
    }
    return value;
  }

  private static Boolean bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  private static URI uri(String text) {
    URI uri = URI.create(text);
    if (!uri.isAbsolute()) {
      throw new IllegalArgumentException("not absolute");
    }
    return uri;
  }

  private static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a duration");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
