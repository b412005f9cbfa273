package dev.ingot.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.Match;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WeightsAndPlacesTest {
  @Test
  void weightsByHandBecomePercent() {
    assertThat(Percent.of(Map.of("a", 1))).isEqualTo(Map.of("a", 100));
    assertThat(Percent.of(Map.of("a", 1, "b", 1, "c", 1)))
        .isEqualTo(Map.of("a", 34, "b", 33, "c", 33));
    assertThat(Percent.of(Map.of("a", 999, "b", 1))).isEqualTo(Map.of("a", 100, "b", 0));
    assertThat(Percent.of(Map.of("a", 0, "b", 0))).isEqualTo(Map.of("a", 0, "b", 0));
    assertThat(Percent.of(Map.of("a", 95, "b", 5))).isEqualTo(Map.of("a", 95, "b", 5));
  }

  @Test
  void aPlaceThatIsTakenIsPassedOver() {
    Priorities.Range range = new Priorities.Range(1, 3);
    int own = Priorities.free(range, "seed", Set.of());
    int next = own % 3 + 1;
    int last = next % 3 + 1;

    assertThat(Priorities.free(range, "seed", Set.of("" + own))).isEqualTo(next);
    assertThat(Priorities.free(range, "seed", Set.of("" + own, "" + next))).isEqualTo(last);
  }

  @Test
  void theLongerPathComesFirst() {
    Match all = Match.all("shop.example");
    Match api = new Match("shop.example", "/api");
    Match deep = new Match("shop.example", "/a".repeat(60));

    assertThat(places(api).last()).isLessThan(places(all).first());
    assertThat(places(deep).last()).isLessThan(places(api).first());
    assertThat(places(deep).first()).isGreaterThan(Listener.SERVICES.first());
    assertThat(places(all).last()).isEqualTo(Listener.SERVICES.last());
    assertThat(places(all).size()).isGreaterThan(100);
  }

  @Test
  void anEnvironmentWithFewPlacesOrdersTheShortPathsAtLeast() {
    CloudEnvironment.Priorities few = new CloudEnvironment.Priorities(20_000, 20_059);
    Match all = Match.all("shop.example");
    Match api = new Match("shop.example", "/api");
    Match deep = new Match("shop.example", "/a".repeat(60));

    assertThat(Listener.places(all, few)).isEqualTo(new Priorities.Range(20_040, 20_059));
    assertThat(Listener.places(api, few)).isEqualTo(new Priorities.Range(20_020, 20_039));
    assertThat(Listener.places(deep, few)).isEqualTo(new Priorities.Range(20_000, 20_019));
  }

  private static Priorities.Range places(Match match) {
    return Listener.places(match, CloudEnvironment.Priorities.SERVICES);
  }

  @Test
  void aPreviewOfAPathHasNoMoreValuesThanARuleMayHave() {
    int values =
        Listener.previewConditions(new Match("shop.example", "/api"), "deployment").stream()
            .mapToInt(
                c ->
                    (c.hostHeaderConfig() == null ? 0 : c.hostHeaderConfig().values().size())
                        + (c.pathPatternConfig() == null
                            ? 0
                            : c.pathPatternConfig().values().size())
                        + (c.httpHeaderConfig() == null ? 0 : c.httpHeaderConfig().values().size()))
            .sum();

    assertThat(values).isEqualTo(4).isLessThanOrEqualTo(5);
  }

  @Test
  void theDefaultRuleHasNoPlace() {
    assertThat(Listener.SERVICES.holds("default")).isFalse();
    assertThat(Listener.SERVICES.holds("10000")).isTrue();
    assertThat(Listener.PREVIEWS.holds("10000")).isFalse();
  }

  @Test
  void aTargetGroupsNameStandsInItsArn() {
    assertThat(
            Listener.nameOf(
                "arn:aws:elasticloadbalancing:eu-1:1:targetgroup/ig-shop-1-2/73e2d6bc24d8a067"))
        .isEqualTo("ig-shop-1-2");
  }
}
