package dev.ingot.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class SvgTest {
  static final Chart CHART =
      new Chart(
          "Latency",
          "milliseconds",
          Chart.Scale.LINEAR,
          List.of("bare <loop>", "ours & theirs"),
          List.of(
              new Chart.Group("p50", List.of(5.0, 10.0)),
              new Chart.Group("p99", List.of(20.0, 40.0))));

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void isXmlAndHasEveryName() throws Exception {
    assertThat(parsed(Svg.of(CHART)).getDocumentElement().getTextContent())
        .contains("Latency", "milliseconds", "bare <loop>", "ours & theirs", "p50", "p99", "40");
  }

  @Test
  void barsAreAsLongAsTheirValues() throws Exception {
    NodeList bars = parsed(Svg.of(CHART)).getElementsByTagName("rect");
    // Behind the ground and two keys of the legend.
    double shortest = width(bars, 3);
    assertThat(width(bars, 4)).isCloseTo(2 * shortest, within());
    assertThat(width(bars, 6)).isCloseTo(8 * shortest, within());
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.api.Assertions.within(4.0);
  }

  private static double width(NodeList bars, int index) {
    return Double.parseDouble(((Element) bars.item(index)).getAttribute("width"));
  }

  @Test
  void aLogarithmicScaleHasDots() throws Exception {
    Chart chart =
        new Chart(
            "Time",
            "ns",
            Chart.Scale.LOGARITHMIC,
            List.of("ns"),
            List.of(
                new Chart.Group("a", List.of(1.0)), new Chart.Group("b", List.of(1_000_000.0))));
    assertThat(parsed(Svg.of(chart)).getElementsByTagName("circle").getLength()).isEqualTo(2);
  }

  @Test
  void everyGroupHasAValuePerSeries() {
    assertThatThrownBy(
            () ->
                new Chart(
                    "t",
                    "u",
                    Chart.Scale.LINEAR,
                    List.of("a", "b"),
                    List.of(new Chart.Group("g", List.of(1.0)))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
