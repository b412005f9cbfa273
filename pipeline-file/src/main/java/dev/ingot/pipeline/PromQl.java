package dev.ingot.pipeline;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Checks a PromQL template as far as it goes without asking Prometheus: what it names, that it is
 * closed, and that its labels are labels. A fleet's name is put in inside quotes only, so that no
 * name can become a part of the query.
 */
final class PromQl {
  private static final int LONGEST = 2_000;
  private static final Pattern VARIABLE =
      Pattern.compile("\\$\\{[^}]*}|\\$[A-Za-z_][A-Za-z0-9_]*|\\$");

  static final Kind<String> QUERY =
      new Kind<>(
          "a query of 1 to %,d characters, such as sum(increase(app_failures_total{fleet=\"$candidate\"}[$tick]))"
              .formatted(LONGEST),
          text ->
              Optional.of(text)
                  .filter(t -> !t.isBlank() && t.length() <= LONGEST)
                  .filter(t -> t.chars().noneMatch(c -> Character.isISOControl(c) && c != '\n')));

  private final String query;
  private final Deque<Character> open = new ArrayDeque<>();
  private int labels = -1;

  private PromQl(String query) {
    this.query = query;
  }

  /** For people: what is wrong with the query, when something is. */
  static Optional<String> problem(String query, Variables variables) {
    for (MatchResult found : VARIABLE.matcher(query).results().toList()) {
      if (!variables.known().contains(found.group())) {
        return Optional.of(
            "names %s; known here are %s"
                .formatted(
                    found.group(),
                    String.join(" and ", variables.known().stream().sorted().toList())));
      }
    }
    if (!query.contains(variables.needed())) {
      return Optional.of(
          "must name the fleet that is asked about: write %s where its name stands, in quotes"
              .formatted(variables.needed()));
    }
    return new PromQl(query).walk(variables.needed());
  }

  private Optional<String> walk(String fleet) {
    for (int i = 0; i < query.length(); i++) {
      char c = query.charAt(i);
      if (c == '"' || c == '\'' || c == '`') {
        int end = closing(i);
        if (end < 0) {
          return Optional.of("has a quote that is not closed");
        }
        i = end;
      } else if (query.startsWith(fleet, i)) {
        return Optional.of("must have %s in quotes, as a label's value".formatted(fleet));
      } else if (c == '#') {
        return Optional.of("has a comment; remove it");
      } else {
        Optional<String> wrong = bracket(c, i);
        if (wrong.isPresent()) {
          return wrong;
        }
      }
    }
    return open.isEmpty()
        ? Optional.empty()
        : Optional.of("has a '%s' that is not closed".formatted(open.peek()));
  }

  /** Where the quote that begins there ends; -1 when it does not. */
  private int closing(int begin) {
    char quote = query.charAt(begin);
    for (int i = begin + 1; i < query.length(); i++) {
      if (query.charAt(i) == '\\' && quote != '`') {
        i++;
      } else if (query.charAt(i) == quote) {
        return i;
      }
    }
    return -1;
  }

  private Optional<String> bracket(char c, int at) {
    switch (c) {
      case '(', '[' -> open.push(c);
      case '{' -> {
        open.push(c);
        labels = at + 1;
      }
      case ')', ']', '}' -> {
        char opening = c == ')' ? '(' : c == ']' ? '[' : '{';
        if (open.isEmpty() || open.pop() != opening) {
          return Optional.of("has a '%s' that closes nothing".formatted(c));
        }
        if (c == '}') {
          return labels(query.substring(labels, at));
        }
      }
      default -> {
        // Everything else is Prometheus' to judge.
      }
    }
    return Optional.empty();
  }

  private static Optional<String> labels(String text) {
    if (text.indexOf('\'') >= 0 || text.indexOf('`') >= 0) {
      return Optional.of("has labels in other quotes than \"; write name=\"value\"");
    }
    try {
      Selector.matchers(text);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
