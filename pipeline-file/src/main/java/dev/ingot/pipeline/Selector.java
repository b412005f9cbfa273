package dev.ingot.pipeline;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which series of a scrape are meant: {@code http_requests_total{code=~"5.."}}, as PromQL's
 * selectors, with RE2 expressions that take linear time.
 *
 * @param family the metric's name
 * @param matchers what its labels must be; all of them
 */
public record Selector(String family, List<Matcher> matchers) {
  static final java.util.regex.Pattern LABEL =
      java.util.regex.Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final java.util.regex.Pattern FAMILY =
      java.util.regex.Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final java.util.regex.Pattern MATCHER =
      java.util.regex.Pattern.compile(
          "\\s*([^\\s=!~,{}\"]*)\\s*(=~|!~|!=|=)\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*(,|$)");

  public Selector {
    matchers = List.copyOf(matchers);
  }

  /**
   * What one label must be; a label that is not there is empty.
   *
   * @param label its name
   * @param negated whether the value must be another
   * @param pattern what the whole value is held against
   */
  public record Matcher(String label, boolean negated, Pattern pattern) {
    boolean fits(@Nullable String value) {
      return pattern.matches(value == null ? "" : value) != negated;
    }
  }

  /**
   * Reads a selector.
   *
   * @throws IllegalArgumentException saying for people what is wrong with it
   */
  public static Selector parse(String text) {
    String selector = text.strip();
    int brace = selector.indexOf('{');
    String family = (brace < 0 ? selector : selector.substring(0, brace)).strip();
    if (!FAMILY.matcher(family).matches()) {
      throw new IllegalArgumentException(
          "must be a metric's name with labels, such as http_requests_total{code=~\"5..\"}");
    }
    if (brace < 0) {
      return new Selector(family, List.of());
    }
    if (!selector.endsWith("}")) {
      throw new IllegalArgumentException("has labels that are not closed; add }");
    }
    return new Selector(family, matchers(selector.substring(brace + 1, selector.length() - 1)));
  }

  /** Whether the series of this family with these labels is meant. */
  public boolean matches(Map<String, String> labels) {
    return matchers.stream().allMatch(matcher -> matcher.fits(labels.get(matcher.label())));
  }

  /** For people: what is wrong with the text, when something is. */
  static Optional<String> problem(String text) {
    try {
      parse(text);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** The matchers between a selector's braces. */
  static List<Matcher> matchers(String text) {
    List<Matcher> matchers = new ArrayList<>();
    java.util.regex.Matcher next = MATCHER.matcher(text);
    int at = 0;
    while (at < text.length() && !text.substring(at).isBlank()) {
      if (!next.find(at) || next.start() != at) {
        throw new IllegalArgumentException(
            "has labels that cannot be read at '%s'; write name=\"value\", name!=\"value\","
                    .formatted(Printable.line(text.substring(at), 40))
                + " name=~\"expression\" or name!~\"expression\"");
      }
      matchers.add(matcher(next.group(1), next.group(2), next.group(3)));
      at = next.end();
    }
    return matchers;
  }

  private static Matcher matcher(String label, String operator, String value) {
    if (!LABEL.matcher(label).matches()) {
      throw new IllegalArgumentException(
          "has the label '%s'; a label is letters, digits and _, and begins with no digit"
              .formatted(Printable.line(label, 40)));
    }
    String plain = value.replaceAll("\\\\(.)", "$1");
    boolean expression = operator.endsWith("~");
    try {
      Pattern pattern =
          expression ? Expressions.compile(plain) : Pattern.compile(Pattern.quote(plain));
      return new Matcher(label, operator.startsWith("!"), pattern);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "has an expression that is not RE2: "
              + Printable.line(String.valueOf(e.getMessage()), 100),
          e);
    }
  }
}
