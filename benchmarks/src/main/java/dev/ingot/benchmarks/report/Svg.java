package dev.ingot.benchmarks.report;

import dev.ingot.benchmarks.report.Chart.Group;
import dev.ingot.benchmarks.report.Chart.Scale;
import java.util.List;
import java.util.Locale;

/**
 * A chart as SVG. Chart libraries for Java draw with AWT, and come with more code than all the
 * measurements; bars with labels are a page.
 */
public final class Svg {
  private static final List<String> COLOURS =
      List.of("#8d99ae", "#e07a2f", "#3d6b99", "#6a994e", "#9c6bb0");
  private static final String INK = "#2b2d42";
  private static final String QUIET = "#6b7080";

  private static final int WIDTH = 760;
  private static final int MARGIN = 20;
  private static final int RIGHT = 80;
  private static final int LETTER = 7;
  private static final int BAR = 16;
  private static final int BETWEEN_BARS = 3;
  private static final int BETWEEN_GROUPS = 14;
  private static final int TOP = 72;

  private final Chart chart;
  private final StringBuilder out = new StringBuilder();
  private final int left;
  private final double low;
  private final double high;

  private Svg(Chart chart) {
    this.chart = chart;
    this.left =
        MARGIN
            + 8
            + LETTER * chart.groups().stream().mapToInt(g -> g.label().length()).max().orElse(0);
    this.low = values(chart).filter(v -> v > 0).min().orElse(1) / 2;
    this.high = values(chart).max().orElse(1);
  }

  private static java.util.stream.DoubleStream values(Chart chart) {
    return chart.groups().stream().flatMap(g -> g.values().stream()).mapToDouble(v -> v);
  }

  /** The whole file. */
  public static String of(Chart chart) {
    return new Svg(chart).draw();
  }

  private String draw() {
    int group = chart.series().size() * (BAR + BETWEEN_BARS) - BETWEEN_BARS + BETWEEN_GROUPS;
    int height = TOP + chart.groups().size() * group + MARGIN;
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
            + " font-family=\"system-ui, 'Segoe UI', Helvetica, Arial, sans-serif\" font-size=\"13\">\n",
        WIDTH, height, WIDTH, height);
    add("<rect width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#ffffff\"/>\n", WIDTH, height);
    text(MARGIN, 30, INK, "start", "font-size=\"16\" font-weight=\"600\"", chart.title());
    legend();
    int y = TOP;
    add(
        "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#c9cdd6\"/>\n",
        left, TOP - 8, left, height - MARGIN);
    for (Group each : chart.groups()) {
      draw(each, y, group - BETWEEN_GROUPS);
      y += group;
    }
    return out.append("</svg>\n").toString();
  }

  private void legend() {
    int x = MARGIN;
    for (int i = 0; i < chart.series().size() && chart.series().size() > 1; i++) {
      String name = chart.series().get(i);
      add(
          "<rect x=\"%d\" y=\"42\" width=\"11\" height=\"11\" rx=\"2\" fill=\"%s\"/>\n",
          x, colour(i));
      text(x + 16, 52, QUIET, "start", "", name);
      x += 16 + LETTER * name.length() + 24;
    }
    String scale = chart.scale() == Scale.LOGARITHMIC ? ", logarithmic" : "";
    text(WIDTH - MARGIN, 52, QUIET, "end", "", chart.unit() + scale);
  }

  private void draw(Group group, int top, int height) {
    text(left - 8, top + height / 2 + 5, INK, "end", "", group.label());
    for (int i = 0; i < group.values().size(); i++) {
      int y = top + i * (BAR + BETWEEN_BARS);
      double value = group.values().get(i);
      int length = length(value);
      if (chart.scale() == Scale.LOGARITHMIC) {
        add(
            "<circle cx=\"%d\" cy=\"%d\" r=\"5\" fill=\"%s\"/>\n",
            left + length, y + BAR / 2, colour(i));
      } else {
        add(
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\" fill=\"%s\"/>\n",
            left, y, length, BAR, colour(i));
      }
      text(left + length + 9, y + 13, QUIET, "start", "", Figures.figure(value));
    }
  }

  private int length(double value) {
    double share =
        chart.scale() == Scale.LOGARITHMIC
            ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
            : value / high;
    return (int) Math.max(1, Math.round(share * (WIDTH - left - RIGHT)));
  }

  private static String colour(int series) {
    return COLOURS.get(series % COLOURS.size());
  }

  private void text(int x, int y, String colour, String anchor, String more, String words) {
    add(
        "<text x=\"%d\" y=\"%d\" fill=\"%s\" text-anchor=\"%s\" %s>%s</text>\n",
        x, y, colour, anchor, more, escaped(words));
  }

  private static String escaped(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  @SuppressWarnings("AnnotateFormatMethod") // Error Prone's annotation is not worth a dependency.
  private void add(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values));
  }
}
