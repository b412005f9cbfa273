package dev.ingot.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Figures in rows; the first column says whose they are.
 *
 * @param rows each as long as the head
 */
public record Table(List<String> head, List<List<String>> rows) {
  public Table {
    head = List.copyOf(head);
    rows = rows.stream().map(List::copyOf).toList();
    int columns = head.size();
    if (rows.stream().anyMatch(row -> row.size() != columns)) {
      throw new IllegalArgumentException("every row has " + columns + " cells");
    }
  }

  /** For a page: the first column to the left, the others to the right. */
  public String markdown() {
    StringBuilder page = new StringBuilder(row(head));
    page.append(
        IntStream.range(0, head.size())
            .mapToObj(i -> i == 0 ? "---" : "---:")
            .collect(Collectors.joining("|", "|", "|\n")));
    rows.forEach(row -> page.append(row(row)));
    return page.toString();
  }

  private static String row(List<String> cells) {
    return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  /** For a terminal. */
  public String text() {
    List<List<String>> all = new ArrayList<>(List.of(head));
    all.addAll(rows);
    List<Integer> widths =
        IntStream.range(0, head.size())
            .mapToObj(i -> all.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
            .toList();
    return all.stream().map(row -> line(row, widths)).collect(Collectors.joining());
  }

  private static String line(List<String> row, List<Integer> widths) {
    StringBuilder line = new StringBuilder("  ");
    for (int i = 0; i < row.size(); i++) {
      String padding = " ".repeat(widths.get(i) - row.get(i).length());
      line.append(i == 0 ? row.get(i) + padding : "   " + padding + row.get(i));
    }
    return line.toString().stripTrailing() + "\n";
  }
}
