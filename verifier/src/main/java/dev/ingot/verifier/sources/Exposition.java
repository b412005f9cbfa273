package dev.ingot.verifier.sources;

import dev.ingot.pipeline.Selector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of metrics in Prometheus' text format (version 0.0.4), read strictly: one line that is
 * none makes the whole page unbelievable. An own parser, as the libraries that are kept on Maven
 * Central only write the format.
 *
 * <p>Times that a line may carry are not looked at: by whose clock they were made, nobody knows.
 */
final class Exposition {
  /** A page of half this many lines is a mistake already. */
  static final int MOST_LINES = 100_000;

  private static final Pattern COMMENT =
      Pattern.compile("#\\s*TYPE\\s+([a-zA-Z_:][a-zA-Z0-9_:]*)\\s+([a-z]+)\\s*|#.*");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(?:\\{(.*)})?\\s+([^\\s{}]{1,60})(?:\\s+-?\\d{1,20})?\\s*");
  private static final Pattern LABEL =
      Pattern.compile(
          "\\s*([a-zA-Z_][a-zA-Z0-9_]*)\\s*=\\s*\"((?:[^\"\\\\]|\\\\[\\\\\"n])*+)\"\\s*(,|$)");
  private static final int LONGEST_LINE = 10_000;

  private final Map<String, String> types = new HashMap<>();
  private final Map<String, List<Line>> lines = new LinkedHashMap<>();
  private final Set<String> seen = new HashSet<>();

  private Exposition() {}

  /** A line of interest. */
  record Line(Map<String, String> labels, double value) {}

  /**
   * Reads a page.
   *
   * @param wanted names of the samples of interest; of all others only the form is looked at
   * @throws IOException naming the line that is none, or that stands there twice
   */
  static Exposition parse(String text, Predicate<String> wanted) throws IOException {
    Exposition read = new Exposition();
    int number = 0;
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      String line = text.substring(at, end < 0 ? text.length() : end);
      number++;
      if (number > MOST_LINES) {
        throw new IOException("the page has more than %d lines".formatted(MOST_LINES));
      }
      if (!read.take(line, wanted)) {
        throw new IOException("line %d is not in Prometheus' text format".formatted(number));
      }
      at = end < 0 ? text.length() : end + 1;
    }
    return read;
  }

  /**
   * The text of a page.
   *
   * @throws IOException when it is not UTF-8
   */
  static String text(byte[] page) throws IOException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(page)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException("the page is not UTF-8", e);
    }
  }

  /** The samples of a name whose labels are meant. */
  List<Line> find(String name, Selector selector) {
    return lines.getOrDefault(name, List.of()).stream()
        .filter(line -> selector.matches(line.labels()))
        .toList();
  }

  /** Whether the page speaks of the metric at all. */
  boolean knows(String name) {
    return types.containsKey(name) || lines.containsKey(name);
  }

  /** What kind of metric it is, as the page says; empty when it does not. */
  String type(String name) {
    return types.getOrDefault(name, "");
  }

  private boolean take(String raw, Predicate<String> wanted) throws IOException {
    String line = raw.endsWith("\r") ? raw.substring(0, raw.length() - 1) : raw;
    if (line.isBlank()) {
      return true;
    }
    if (line.length() > LONGEST_LINE) {
      return false;
    }
    if (line.startsWith("#")) {
      Matcher comment = COMMENT.matcher(line);
      if (comment.matches() && comment.group(1) != null) {
        types.put(comment.group(1), comment.group(2));
      }
      return true;
    }
    Matcher sample = SAMPLE.matcher(line);
    if (!sample.matches()) {
      return false;
    }
    String name = sample.group(1);
    if (!wanted.test(name)) {
      return true;
    }
    Map<String, String> labels = new HashMap<>();
    if (!labels(sample.group(2) == null ? "" : sample.group(2), labels)) {
      return false;
    }
    if (!seen.add(name + new java.util.TreeMap<>(labels))) {
      throw new IOException("%s stands there twice with the same labels".formatted(name));
    }
    double value = number(sample.group(3));
    lines.computeIfAbsent(name, n -> new ArrayList<>()).add(new Line(labels, value));
    return true;
  }

  private static double number(String text) throws IOException {
    // Go writes +Inf, others Infinity.
    return PrometheusAnswer.number(text.replace("Infinity", "Inf"));
  }

  private static boolean labels(String text, Map<String, String> labels) {
    Matcher next = LABEL.matcher(text);
    int at = 0;
    while (at < text.length() && !text.substring(at).isBlank()) {
      if (!next.find(at) || next.start() != at) {
        return false;
      }
      String value = next.group(2).replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
      if (labels.put(next.group(1), value) != null) {
        return false;
      }
      at = next.end();
    }
    return true;
  }
}
