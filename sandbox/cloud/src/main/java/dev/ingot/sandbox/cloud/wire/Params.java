package dev.ingot.sandbox.cloud.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The form of a query-protocol request: flat names such as {@code Filter.1.Value.2}, or {@code
 * Names.member.1}, read as a tree.
 */
public final class Params {
  private static final int MOST = 10_000;

  private final SortedMap<String, String> values;
  private final String at;

  private Params(SortedMap<String, String> values, String at) {
    this.values = values;
    this.at = at;
  }

  /**
   * Reads a form.
   *
   * @throws AwsError when there are more parameters than any action needs
   */
  public static Params parse(String form) {
    SortedMap<String, String> values = new TreeMap<>();
    String[] pairs = form.split("&", MOST + 1);
    if (pairs.length > MOST) {
      throw AwsError.of("MalformedQueryString", "The query string has too many parameters");
    }
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.put(
            Percent.decode(pair.substring(0, equals), true),
            Percent.decode(pair.substring(equals + 1), true));
      }
    }
    return new Params(values, "");
  }

  /** Of one that is not from a form. */
  public static Params of(Map<String, String> values) {
    return new Params(new TreeMap<>(values), "");
  }

  /** The parameter's value; empty when it is not given. */
  public Optional<String> text(String name) {
    return Optional.ofNullable(values.get(at + name));
  }

  /** The parameter's value, which has to be given. */
  public String required(String name) {
    return text(name)
        .filter(value -> !value.isEmpty())
        .orElseThrow(
            () ->
                AwsError.of(
                    "MissingParameter", "The request must contain the parameter " + at + name));
  }

  /** The parameter as a whole number. */
  public Optional<Integer> number(String name) {
    return text(name)
        .map(
            value -> {
              try {
                return Integer.valueOf(value);
              } catch (NumberFormatException e) {
                throw invalid(name, value, "an integer");
              }
            });
  }

  /** The parameter as a whole number that has to be in the range. */
  public Optional<Integer> number(String name, int least, int most) {
    Optional<Integer> number = number(name);
    number.ifPresent(
        value -> {
          if (value < least || value > most) {
            throw invalid(name, String.valueOf(value), "between " + least + " and " + most);
          }
        });
    return number;
  }

  /** Whether the parameter is {@code true}; false when it is not given. */
  public boolean flag(String name) {
    return text(name).map(value -> value.equalsIgnoreCase("true")).orElse(false);
  }

  /** The parameter as a point in time. */
  public Optional<Instant> time(String name) {
    return text(name)
        .map(
            value -> {
              try {
                return OffsetDateTime.parse(value).toInstant();
              } catch (DateTimeException e) {
                throw invalid(name, value, "a timestamp in ISO 8601");
              }
            });
  }

  /** The members of a list of structures, in the order of their numbers. */
  public List<Params> list(String name) {
    return members(name).stream().map(member -> new Params(values, member + ".")).toList();
  }

  /** The members of a list of texts. */
  public List<String> texts(String name) {
    return members(name).stream()
        .flatMap(member -> Optional.ofNullable(values.get(member)).stream())
        .toList();
  }

  /** The structure of that name, whose members can then be asked for. */
  public Params in(String name) {
    return new Params(values, at + name + ".");
  }

  /** Whether the structure or list has anything in it. */
  public boolean has(String name) {
    return values.containsKey(at + name) || any(at + name + ".");
  }

  /** All that was given, in a fixed order: equal for equal requests. */
  public Map<String, String> all() {
    return Collections.unmodifiableMap(new TreeMap<>(values));
  }

  private List<String> members(String name) {
    String prefix = at + name + (any(at + name + ".member.") ? ".member." : ".");
    TreeSet<Integer> numbers = new TreeSet<>();
    for (String key : below(prefix).keySet()) {
      String rest = key.substring(prefix.length());
      int dot = rest.indexOf('.');
      String number = dot < 0 ? rest : rest.substring(0, dot);
      if (number.matches("[0-9]{1,6}")) {
        numbers.add(Integer.valueOf(number));
      }
    }
    return numbers.stream().map(number -> prefix + number).toList();
  }

  private boolean any(String prefix) {
    return !below(prefix).isEmpty();
  }

  private SortedMap<String, String> below(String prefix) {
    return values.subMap(prefix, prefix + Character.MAX_VALUE);
  }

  private AwsError invalid(String name, String value, String wanted) {
    return AwsError.of(
        "InvalidParameterValue",
        "Value (" + value + ") for parameter " + at + name + " is invalid; it should be " + wanted);
  }
}
