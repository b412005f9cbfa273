package dev.ingot.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A file is wrong; the message says where, what and the remedy. */
public final class PipelineFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ArrayList<Problem> problems;

  /**
   * One thing that is wrong.
   *
   * @param line counts from 1
   * @param column counts from 1
   * @param what what is wrong, what is accepted and the remedy
   * @param secret whether the line may hold a secret, so that nobody should print it
   */
  public record Problem(String file, int line, int column, String what, boolean secret)
      implements java.io.Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public String toString() {
      return "%s, line %d, column %d: %s".formatted(file, line, column, what);
    }
  }

  public PipelineFileException(String message) {
    super(message);
    this.problems = new ArrayList<>();
  }

  PipelineFileException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = new ArrayList<>(problems);
  }

  /** What is wrong, in the file's order; empty when it is not about a place in a file. */
  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** The first problem, and how many more there are: one line. */
  public String summary() {
    return switch (problems.size()) {
      case 0 -> Printable.line(String.valueOf(getMessage()), 600);
      case 1 -> problems.get(0).toString();
      default -> problems.get(0) + " (and " + (problems.size() - 1) + " more)";
    };
  }
}
