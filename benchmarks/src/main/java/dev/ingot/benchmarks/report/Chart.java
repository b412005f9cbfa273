package dev.ingot.benchmarks.report;

import java.util.List;

/**
 * Horizontal bars in groups, one bar per series. On a logarithmic scale dots take the bars' place,
 * for there a length means nothing.
 *
 * @param unit of the values
 * @param series names, in the order of the values
 */
public record Chart(
    String title, String unit, Scale scale, List<String> series, List<Group> groups) {
  public Chart {
    series = List.copyOf(series);
    groups = List.copyOf(groups);
    int size = series.size();
    if (groups.stream().anyMatch(group -> group.values().size() != size)) {
      throw new IllegalArgumentException("every group has " + size + " values");
    }
  }

  /** How values become lengths. */
  public enum Scale {
    LINEAR,
    LOGARITHMIC
  }

  /** Values side by side. */
  public record Group(String label, List<Double> values) {
    public Group {
      values = List.copyOf(values);
    }
  }
}
