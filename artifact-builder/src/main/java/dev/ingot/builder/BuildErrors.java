package dev.ingot.builder;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the line of a build log that people look for first. */
final class BuildErrors {
  private static final int LONGEST = 300;

  /** From the most telling form to the least; the first line of the first form that occurs. */
  private static final List<Pattern> FORMS =
      List.of(
          // javac, gcc, clang, go vet: file:line[:column]: error: …
          Pattern.compile("^\\S.*:\\d+(:\\d+)?:? (fatal )?error\\b.*"),
          // tsc, csc, rustc
          Pattern.compile("^\\S.*\\(\\d+,\\d+\\): error .*"),
          Pattern.compile("^error(\\[E\\d+\\])?: .*"),
          // go build: file.go:line:column: …
          Pattern.compile("^\\S+\\.go:\\d+:\\d+: .*"),
          // Python, Node
          Pattern.compile("^\\s*(\\w+\\.)*\\w*(Error|Exception): .*"),
          // Maven, npm, make, sh
          Pattern.compile("^\\[ERROR\\] .*"),
          Pattern.compile("^npm (ERR!|error) .*"),
          Pattern.compile("^make.*: \\*\\*\\* .*"),
          Pattern.compile("^.*: (not found|No such file or directory|Permission denied)$"));

  private BuildErrors() {}

  static Optional<String> first(String log) {
    List<String> lines = Printable.tail(log).lines().toList();
    for (Pattern form : FORMS) {
      for (String line : lines) {
        if (form.matcher(line).matches()) {
          return Optional.of(Printable.line(line, LONGEST));
        }
      }
    }
    return Optional.empty();
  }
}
