package dev.ingot.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PageTest {
  private static final Report REPORT =
      new Report(
          "sample",
          "A sample",
          List.of("How."),
          new Table(
              List.of("", "ms", "to it"),
              List.of(List.of("bare loop", "4", "1.00×"), List.of("ours", "4.51", "1.13×"))),
          List.of(Goal.atMost("p50", 1.13, 1.3, "×"), Goal.atLeast("throughput", 0.5, 0.8, "×")),
          List.of("So."),
          SvgTest.CHART,
          Map.of());
  private static final Machine MACHINE =
      new Machine("A processor", 2, 24_576, "A system", "25", "4.4.0", "-Xmx512m", 0.42, 3.1);

  @Test
  void aPageHasTheFiguresTheGoalsAndTheMachine() {
    assertThat(Page.markdown(REPORT, MACHINE, LocalDate.of(2026, 11, 1)))
        .contains(
            "# A sample\n",
            "|  | ms | to it |\n|---|---:|---:|\n| bare loop | 4 | 1.00× |\n",
            "![Latency](sample.svg)",
            "| p50 | ≤ 1.30× | 1.13× | met |",
            "| throughput | ≥ 0.80× | 0.50× | NOT MET |",
            "A processor, 2 processors, 24 GB of memory, A system; JDK 25 (`-Xmx512m`); Kafka 4.4.0."
                + " Load average 0.420 before, 3.10 after. Measured on 2026-11-01.",
            "    ./ingot bench sample\n");
  }

  @Test
  void aTerminalHasAlignedColumns() {
    assertThat(REPORT.table().text())
        .isEqualTo(
            """
                            ms   to it
              bare loop      4   1.00×
              ours        4.51   1.13×
            """);
  }

  @Test
  void aReportIsGoodWhenEveryGoalIsMet() {
    assertThat(REPORT.met()).isFalse();
    assertThat(REPORT.goals()).extracting(Goal::met).containsExactly(true, false);
  }

  @Test
  void everyRowIsAsLongAsTheHead() {
    assertThatThrownBy(() -> new Table(List.of("a", "b"), List.of(List.of("1"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void figuresHaveThreeDigitsThatCount() {
    assertThat(
            List.of(
                Figures.figure(1_234.5),
                Figures.figure(12.34),
                Figures.figure(1.234),
                Figures.figure(0.1234),
                Figures.figure(7)))
        .containsExactly("1,235", "12.3", "1.23", "0.123", "7");
  }

  @Test
  void theOverviewLeadsToEveryPage() {
    assertThat(
            Overview.markdown(
                List.of(
                    new Overview.Entry(
                        "sample",
                        "A sample",
                        "2026-11-01",
                        List.of(new Overview.Shown("p50", "≤ 1.30×", "1.13×", true))))))
        .contains(
            "| [A sample](sample.md) | 2026-11-01 | 1 of 1 |", "| p50 | ≤ 1.30× | 1.13× | met |");
  }
}
