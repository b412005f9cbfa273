package dev.ingot.sandbox.cloud.api;

import dev.ingot.sandbox.cloud.wire.AwsError;
import dev.ingot.sandbox.cloud.wire.Params;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The filters of a Describe action: a resource passes when, for every filter, one of its values
 * matches. {@code *} and {@code ?} are wildcards.
 */
final class Filters {
  private final List<Filter> filters;

  private record Filter(String name, List<Pattern> patterns) {}

  private Filters(List<Filter> filters) {
    this.filters = filters;
  }

  /** EC2's {@code Filter.1.Value.1}. */
  static Filters ec2(Params in) {
    return of(in, "Filter", "Value");
  }

  /** Auto Scaling's {@code Filters.member.1.Values.member.1}. */
  static Filters autoScaling(Params in) {
    return of(in, "Filters", "Values");
  }

  private static Filters of(Params in, String list, String values) {
    return new Filters(
        in.list(list).stream()
            .map(
                one ->
                    new Filter(
                        one.required("Name"),
                        one.texts(values).stream().map(Filters::pattern).toList()))
            .toList());
  }

  /** What a resource has to say to a filter of some name; null when it knows no such filter. */
  @FunctionalInterface
  interface Attributes {
    @Nullable String of(String filter);
  }

  /**
   * @throws AwsError when a filter is of a name that the resource does not know
   */
  boolean pass(Map<String, String> tags, Attributes attributes) {
    return filters.stream().allMatch(filter -> passes(filter, tags, attributes));
  }

  private static boolean passes(Filter filter, Map<String, String> tags, Attributes attributes) {
    if (filter.name.startsWith("tag:")) {
      String value = tags.get(filter.name.substring(4));
      return value != null && matches(filter, value);
    }
    if (filter.name.equals("tag-key")) {
      return tags.keySet().stream().anyMatch(key -> matches(filter, key));
    }
    String value = attributes.of(filter.name);
    if (value == null) {
      throw AwsError.of("InvalidParameterValue", "The filter '" + filter.name + "' is invalid");
    }
    return matches(filter, value);
  }

  private static boolean matches(Filter filter, String value) {
    return filter.patterns.stream().anyMatch(pattern -> pattern.matcher(value).matches());
  }

  private static Pattern pattern(String wildcards) {
    if (wildcards.length() > 1_000) {
      throw AwsError.of("InvalidParameterValue", "A filter's value has at most 1000 characters");
    }
    StringBuilder pattern = new StringBuilder();
    for (char c : wildcards.replaceAll("\\*+", "*").toCharArray()) {
      switch (c) {
        case '*' -> pattern.append(".*");
        case '?' -> pattern.append('.');
        default -> pattern.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(pattern.toString(), Pattern.DOTALL);
  }
}
