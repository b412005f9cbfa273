package dev.ingot.benchmarks.report;

import java.time.LocalDate;
import java.util.List;

/** A report as a page, and as text. */
public final class Page {
  private Page() {}

  /** A whole Markdown page. */
  public static String markdown(Report report, Machine machine, LocalDate day) {
    StringBuilder page = new StringBuilder();
    page.append("# ").append(report.title()).append("\n\n");
    page.append("<!-- Written by ./ingot bench; what is changed here is lost. -->\n\n");
    paragraphs(page, report.method());
    page.append(report.table().markdown()).append('\n');
    page.append("![%s](%s.svg)\n\n".formatted(report.chart().title(), report.name()));
    for (Report.Titled each : report.more()) {
      page.append("## ").append(each.title()).append("\n\n");
      paragraphs(page, each.method());
      page.append(each.table().markdown()).append('\n');
    }
    if (!report.goals().isEmpty()) {
      page.append("## Goals\n\n").append(goals(report.goals()).markdown()).append('\n');
    }
    if (!report.remarks().isEmpty()) {
      page.append("## What it means\n\n");
      paragraphs(page, report.remarks());
    }
    page.append("## The machine\n\n");
    page.append(machine.sentence()).append(" Measured on ").append(day).append(".\n\n");
    page.append("## Run it yourself\n\n    ./ingot bench ").append(report.name()).append("\n\n");
    page.append("Every round's figures are in [%1$s.json](%1$s.json).\n".formatted(report.name()));
    return page.toString();
  }

  private static void paragraphs(StringBuilder page, List<String> paragraphs) {
    paragraphs.forEach(paragraph -> page.append(paragraph).append("\n\n"));
  }

  /** For a terminal. */
  public static String text(Report report) {
    String goals = report.goals().isEmpty() ? "" : "\n" + goals(report.goals()).text();
    StringBuilder more = new StringBuilder();
    report
        .more()
        .forEach(
            each ->
                more.append("\n").append(each.title()).append("\n\n").append(each.table().text()));
    return report.title() + "\n\n" + report.table().text() + more + goals;
  }

  private static Table goals(List<Goal> goals) {
    return new Table(
        List.of("goal", "limit", "measured", ""),
        goals.stream()
            .map(
                g ->
                    List.of(g.what(), g.limitText(), g.measuredText(), g.met() ? "met" : "NOT MET"))
            .toList());
  }
}
