package dev.ingot.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromQlTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a{f=\"$candidate\"}",
        "sum by (le) (rate(b_bucket{fleet=\"$candidate\", code=~\"5..\"}[$tick]))",
        "sum(a{f=~\"^$candidate$tick\"}) or vector(0)",
        "label_replace(a{f=\"$candidate\"}, \"x\", '`', \"y\", \"(.*)\")",
        "{__name__=\"a\", f=\"$candidate\"}",
      })
  void takesWhatPrometheusMayBeAsked(String query) {
    assertThat(PromQl.problem(query, Variables.CANDIDATE)).isEmpty();
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a                            | must name the fleet",
        "a{f=\"$live\"}               | names $live; known here are $candidate and $tick",
        "a{f=\"${candidate}\"}        | names ${candidate}",
        "a{f=\"$candidate\"} and $    | names $",
        "a{f=$candidate}              | must have $candidate in quotes",
        "$candidate{f=\"$candidate\"} | must have $candidate in quotes",
        "a{f='$candidate'}            | other quotes than",
        "a{f=\"$candidate\"           | has a '{' that is not closed",
        "sum(a{f=\"$candidate\"}      | has a '(' that is not closed",
        "sum a{f=\"$candidate\"})     | has a ')' that closes nothing",
        "(a{f=\"$candidate\"}]        | has a ']' that closes nothing",
        "a{f=\"$candidate}            | has a quote that is not closed",
        "a{f=\"$candidate\"} # }      | has a comment",
        "a{f.g=\"$candidate\"}        | has the label 'f.g'",
      })
  void saysWhatIsWrong(String query, String says) {
    assertThat(PromQl.problem(query, Variables.CANDIDATE))
        .hasValueSatisfying(what -> assertThat(what).contains(says));
  }
}
