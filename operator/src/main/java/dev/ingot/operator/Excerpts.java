package dev.ingot.operator;

import dev.ingot.pipeline.PipelineFileException.Problem;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Shows problems as compilers do: where, what, the line, and a caret below the column. Pure. */
final class Excerpts {
  private static final int WIDEST = 100;

  private final String file;
  private final List<String> lines;

  /**
   * @param lines the file's; empty when they can't be shown
   */
  Excerpts(String file, List<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  String of(List<Problem> problems) {
    Set<Integer> secret =
        problems.stream()
            .filter(Problem::secret)
            .map(Problem::line)
            .collect(Collectors.toUnmodifiableSet());
    StringBuilder text = new StringBuilder();
    for (Problem problem : problems) {
      text.append(
          "%s:%d:%d: error: %s%n"
              .formatted(file, problem.line(), problem.column(), Clean.line(problem.what())));
      text.append(
          secret.contains(problem.line())
              ? "  (the line is not shown: it may hold a secret)%n".formatted()
              : excerpt(problem));
    }
    return text.toString();
  }

  private String excerpt(Problem problem) {
    if (problem.line() > lines.size()) {
      return "";
    }
    String line = printable(lines.get(problem.line() - 1));
    int column = Math.clamp(problem.column(), 1, line.length() + 1);
    int from = column > WIDEST ? column - WIDEST / 2 : 0;
    int to = Math.min(line.length(), from + WIDEST);
    String shown =
        (from > 0 ? "…" : "") + line.substring(from, to) + (to < line.length() ? "…" : "");
    int caret = column - 1 - from + (from > 0 ? 1 : 0);
    String margin = Integer.toString(problem.line());
    return "  %s | %s%n  %s | %s^%n"
        .formatted(margin, shown, " ".repeat(margin.length()), " ".repeat(caret));
  }

  /** As many characters as before, and none that moves the cursor. */
  private static String printable(String line) {
    return line.replaceAll("[\\s\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]", " ");
  }
}
