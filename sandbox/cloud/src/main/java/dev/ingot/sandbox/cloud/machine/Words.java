package dev.ingot.sandbox.cloud.machine;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Splits what systemd's files hold: words with quotes, assignments, files of assignments. */
final class Words {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern REFERENCE =
      Pattern.compile("\\$(?:\\{([A-Za-z_][A-Za-z0-9_]*)\\}|([A-Za-z_][A-Za-z0-9_]*)|(\\$))");

  private Words() {}

  /** Words at blanks; quotes keep blanks together, a backslash takes the next character as is. */
  static List<String> split(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && quote != '\'' && i + 1 < line.length()) {
        word.append(line.charAt(++i));
        inWord = true;
      } else if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        inWord = true;
      } else if (Character.isWhitespace(c)) {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
          inWord = false;
        }
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }

  /** {@code NAME=value}; empty when it is not one. */
  static Optional<Map.Entry<String, String>> assignment(String word) {
    int equals = word.indexOf('=');
    if (equals < 1 || !NAME.matcher(word.substring(0, equals)).matches()) {
      return Optional.empty();
    }
    return Optional.of(Map.entry(word.substring(0, equals), word.substring(equals + 1)));
  }

  /** An EnvironmentFile's assignments, one a line; lines that are none are ignored. */
  static Map<String, String> assignments(String text) {
    Map<String, String> all = new LinkedHashMap<>();
    Iterator<String> lines = List.of(text.split("\n", -1)).iterator();
    while (lines.hasNext()) {
      String line = lines.next().stripLeading();
      if (line.startsWith("#") || line.startsWith(";")) {
        continue;
      }
      while (isOpen(line) && lines.hasNext()) {
        line = line + "\n" + lines.next();
      }
      assignment(line.stripTrailing())
          .ifPresent(e -> all.put(e.getKey(), String.join(" ", unquoted(e.getValue()))));
    }
    return all;
  }

  /** Whether a quoted value goes on in the next line. */
  private static boolean isOpen(String line) {
    int at = line.indexOf('=') + 1;
    if (at == 0 || at == line.length()) {
      return false;
    }
    char quote = line.charAt(at);
    if (quote != '"' && quote != '\'') {
      return false;
    }
    for (int i = at + 1; i < line.length(); i++) {
      if (line.charAt(i) == '\\' && quote == '"') {
        i++;
      } else if (line.charAt(i) == quote) {
        return false;
      }
    }
    return true;
  }

  /** Puts the environment's values where {@code $NAME} or <code>${NAME}</code> stands. */
  static String expand(String word, Map<String, String> environment) {
    return REFERENCE
        .matcher(word)
        .replaceAll(
            match -> {
              if (match.group(3) != null) {
                return "\\$";
              }
              String name = match.group(1) != null ? match.group(1) : match.group(2);
              return java.util.regex.Matcher.quoteReplacement(environment.getOrDefault(name, ""));
            });
  }

  /** A value may be quoted as a whole; if it is not, its blanks and backslashes are its own. */
  private static List<String> unquoted(String value) {
    boolean quoted = value.startsWith("\"") || value.startsWith("'");
    return quoted ? split(value) : List.of(value);
  }
}
