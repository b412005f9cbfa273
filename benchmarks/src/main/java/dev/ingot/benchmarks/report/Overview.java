package dev.ingot.benchmarks.report;

import java.util.List;

/** The page that leads to all others, with every goal. */
public final class Overview {
  private Overview() {}

  /** A goal as it is shown. */
  public record Shown(String what, String limit, String measured, boolean met) {}

  /** A benchmark, and when it was run last. */
  public record Entry(String name, String title, String day, List<Shown> goals) {
    public Entry {
      goals = List.copyOf(goals);
    }
  }

  public static String markdown(List<Entry> entries) {
    StringBuilder page = new StringBuilder();
    page.append("# Benchmarks\n\n");
    page.append("<!-- Written by ./ingot bench; what is changed here is lost. -->\n\n");
    page.append(
        """
        What Ingot costs, measured by `./ingot bench`. Each page says how, on which machine, and what
        falls short; figures of another machine are another thing, ratios within one run travel better.

        """);
    page.append("| | measured | goals met |\n|---|---|---:|\n");
    for (Entry each : entries) {
      long met = each.goals().stream().filter(Shown::met).count();
      page.append(
          "| [%s](%s.md) | %s | %s |\n"
              .formatted(
                  each.title(),
                  each.name(),
                  each.day(),
                  each.goals().isEmpty() ? "" : met + " of " + each.goals().size()));
    }
    page.append("\n## Goals\n\n| goal | limit | measured | |\n|---|---:|---:|---:|\n");
    for (Entry each : entries) {
      for (Shown goal : each.goals()) {
        page.append(
            "| %s | %s | %s | %s |\n"
                .formatted(
                    goal.what(),
                    goal.limit(),
                    goal.measured(),
                    goal.met() ? "met" : "**not met**"));
      }
    }
    page.append("\n[What the demo shows](demo.md) is measured by the demo itself.\n");
    return page.toString();
  }
}
