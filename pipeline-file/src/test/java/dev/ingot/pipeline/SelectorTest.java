package dev.ingot.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorTest {
  @ParameterizedTest(name = "{0} of code={1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "a_total                | 200 | true",
        "a_total{}              | 200 | true",
        "a_total{code=\"200\"}  | 200 | true",
        "a_total{code=\"20.\"}  | 200 | false",
        "a_total{code=~\"5..\"} | 503 | true",
        "a_total{code=~\"5\"}   | 503 | false",
        "a_total{code!=\"200\"} | 503 | true",
        "a_total{code!~\"5..\"} | 503 | false",
        "a_total{code=~\"5..\",code!=\"501\"} | 503 | true",
        "a_total{ code = \"200\" , } | 200 | true",
        "a_total{other=\"\"}    | 200 | true",
        "a_total{other!=\"\"}   | 200 | false",
      })
  void matchesTheWholeValueOfEachLabel(String selector, String code, boolean matches) {
    assertThat(Selector.parse(selector).matches(Map.of("code", code))).isEqualTo(matches);
  }

  @Test
  void quotesInValuesAreEscaped() {
    assertThat(Selector.parse("a{b=\"c\\\"d\\\\e\"}").matches(Map.of("b", "c\"d\\e"))).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1a                | must be a metric's name",
        "a{b=\"c\"         | not closed",
        "a{b=c}            | cannot be read at 'b=c'",
        "a{b=\"c\" d=\"e\"} | cannot be read at",
        "a{1b=\"c\"}       | has the label '1b'",
        "a{b=~\"(\"}       | has an expression that is not RE2",
        "a{b=~\"(a{500}){500}\"} | repeats more than 1,000 times",
        "a{b=~\"(?=a)b\"}  | has an expression that is not RE2",
      })
  void saysWhatIsWrong(String selector, String says) {
    assertThatThrownBy(() -> Selector.parse(selector))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(says);
  }
}
