package dev.ingot.events.topics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdsTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  @Test
  void sameCauseGivesSameId() {
    assertThat(Ids.event("ImageReady", "a", 1L)).isEqualTo(Ids.event("ImageReady", "a", 1L));
    assertThat(Ids.deployment("shop", "staging", COMMIT, "c"))
        .isEqualTo(Ids.deployment("shop", "staging", COMMIT, "c"));
  }

  @Test
  void stayTheSameForEver() {
    // Written down: a change of the formula would announce everything a second time.
    assertThat(Ids.event("ImageReady", "shop-staging-01234567-89abcdef"))
        .isEqualTo("d70c6a038cb65c1ac5a77590304bd6ae");
    assertThat(Ids.deployment("shop", "staging", COMMIT, "c"))
        .isEqualTo("shop-staging-01234567-cfc312f4");
  }

  @Test
  void partsDoNotRunTogether() {
    assertThat(Ids.event("E", "ab", "c")).isNotEqualTo(Ids.event("E", "a", "bc"));
    assertThat(Ids.event("E", "a", "")).isNotEqualTo(Ids.event("E", "a"));
    assertThat(Ids.event("E", "1:a")).isNotEqualTo(Ids.event("E", "", "a"));
    assertThat(Ids.event("E", "a")).isNotEqualTo(Ids.event("Ea"));
  }

  @Test
  void eventIdIs32HexadecimalDigits() {
    assertThat(Ids.event("E", "ä", 7)).matches("[0-9a-f]{32}");
  }

  @Test
  void deploymentIdIsReadableAndDependsOnItsCause() {
    String id = Ids.deployment("Shop", "staging", COMMIT, "cause");
    assertThat(id).matches("shop-staging-01234567-[0-9a-f]{8}");
    assertThat(Ids.deployment("Shop", "staging", COMMIT, "other")).isNotEqualTo(id);
  }

  @Test
  void deploymentIdTakesAShortCommit() {
    assertThat(Ids.deployment("shop", "none", "abc", "c")).startsWith("shop-none-abc-");
  }
}
