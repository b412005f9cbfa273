package dev.ingot.pipeline;

import dev.ingot.pipeline.PipelineFileException.Problem;
import dev.ingot.pipeline.Tree.Mark;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Everything that is wrong with one file, each once, so that people can mend it in one go. */
final class Problems {
  private static final int MOST = 50;

  private final String file;
  private final Set<Problem> found = new LinkedHashSet<>();

  Problems(String file) {
    this.file = file;
  }

  /**
   * @param what what is wrong, what is accepted and the remedy
   */
  void add(Mark mark, String what) {
    add(mark, what, false);
  }

  /** As {@link #add}, about a line that may hold a secret. */
  void addSecret(Mark mark, String what) {
    add(mark, what, true);
  }

  private void add(Mark mark, String what, boolean secret) {
    if (found.size() < MOST) {
      found.add(new Problem(file, mark.line(), mark.column(), Printable.line(what, 500), secret));
    }
  }

  /** Whether something of this line is told already. */
  boolean tellOf(int line) {
    return found.stream().anyMatch(problem -> problem.line() == line);
  }

  /** For the same file, and nobody reads it. */
  Problems aside() {
    return new Problems(file);
  }

  boolean none() {
    return found.isEmpty();
  }

  /** The exception that tells all of it. */
  PipelineFileException refusal() {
    List<Problem> inOrder =
        found.stream()
            .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
            .toList();
    return new PipelineFileException(inOrder);
  }

  void throwIfAny() {
    if (!none()) {
      throw refusal();
    }
  }
}
