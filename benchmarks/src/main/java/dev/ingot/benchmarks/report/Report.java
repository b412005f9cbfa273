package dev.ingot.benchmarks.report;

import java.util.List;
import java.util.Map;

/**
 * What one benchmark has to say.
 *
 * @param name of the benchmark, and of its files
 * @param title of its page
 * @param method how it was measured: paragraphs
 * @param table the figures
 * @param goals what was to be shown; may be empty
 * @param remarks what the figures mean, and what falls short and why: paragraphs
 * @param chart the figures that matter most
 * @param more further tables, each under a heading of its own
 * @param raw every round, for machines: names to numbers, strings, lists or maps of them
 */
public record Report(
    String name,
    String title,
    List<String> method,
    Table table,
    List<Goal> goals,
    List<String> remarks,
    Chart chart,
    List<Titled> more,
    Map<String, ?> raw) {
  public Report {
    more = List.copyOf(more);
    method = List.copyOf(method);
    goals = List.copyOf(goals);
    remarks = List.copyOf(remarks);
  }

  /** A report with one table. */
  public Report(
      String name,
      String title,
      List<String> method,
      Table table,
      List<Goal> goals,
      List<String> remarks,
      Chart chart,
      Map<String, ?> raw) {
    this(name, title, method, table, goals, remarks, chart, List.of(), raw);
  }

  /** A table under a heading. */
  public record Titled(String title, List<String> method, Table table) {
    public Titled {
      method = List.copyOf(method);
    }
  }

  public boolean met() {
    return goals.stream().allMatch(Goal::met);
  }
}
