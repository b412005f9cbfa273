package dev.ingot.sandbox.cloud.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ingot.sandbox.cloud.proxy.RouteTable.Action;
import dev.ingot.sandbox.cloud.proxy.RouteTable.Condition;
import dev.ingot.sandbox.cloud.proxy.RouteTable.Decision;
import dev.ingot.sandbox.cloud.proxy.RouteTable.RequestView;
import dev.ingot.sandbox.cloud.proxy.RouteTable.Rule;
import dev.ingot.sandbox.cloud.proxy.RouteTable.WeightedGroup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {
  private static final Action NOT_FOUND = new Action.FixedResponse(404, "text/plain", "no rule");
  private final Random random = new Random(42);

  @Test
  void theFirstRuleByPriorityDecides() {
    RouteTable table =
        new RouteTable(
            List.of(
                rule(20, to("late"), new Condition.HostHeader(List.of("shop.test"))),
                rule(
                    10,
                    to("preview"),
                    new Condition.HostHeader(List.of("shop.test")),
                    new Condition.HttpHeader("x-ingot-preview", List.of("D-1")))),
            NOT_FOUND);

    assertThat(group(table, request("SHOP.test", "/", Map.of("X-Ingot-Preview", "d-1"))))
        .isEqualTo("preview");
    assertThat(group(table, request("shop.test", "/", Map.of()))).isEqualTo("late");
    assertThat(table.decide(request("other.test", "/", Map.of()), random))
        .isEqualTo(new Decision.Answer(404, "text/plain", "no rule"));
  }

  @ParameterizedTest
  @CsvSource({
    "*,anything,true",
    "*.shop.test,a.b.shop.test,true",
    "*.shop.test,shop.test,false",
    "shop-?.test,shop-1.test,true",
    "shop-?.test,shop-.test,false",
    "/a/*/c*,/a/x/y/c,true",
    "/a/*,/A/b,false",
    "a*b*c,aXbYbZc,true",
    "a*b*c,aXbYbZ,false",
    "'','',true",
  })
  void wildcardsMatchWholeTexts(String pattern, String text, boolean expected) {
    assertThat(Glob.matches(pattern, text)).isEqualTo(expected);
  }

  @Test
  void aHostilePatternTakesNoTime() {
    assertThat(Glob.matches("*a".repeat(60) + "b", "a".repeat(4_000))).isFalse();
  }

  @Test
  void onePatternOfSeveralIsEnough() {
    Condition condition = new Condition.PathPattern(List.of("/x", "/y*"));
    RouteTable table = new RouteTable(List.of(rule(1, to("a"), condition)), NOT_FOUND);

    assertThat(group(table, request("", "/yes", Map.of()))).isEqualTo("a");
    assertThat(table.decide(request("", "/no", Map.of()), random))
        .isInstanceOf(Decision.Answer.class);
  }

  /** Five standard deviations: once in 1.7 million seeds, and the seed is fixed. */
  @ParameterizedTest
  @CsvSource({"5,95", "50,50", "1,999", "25,75"})
  void weightsDecideInProportion(int candidate, int live) {
    RouteTable table =
        new RouteTable(
            List.of(),
            new Action.Forward(
                List.of(new WeightedGroup("live", live), new WeightedGroup("new", candidate))));
    int n = 100_000;
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < n; i++) {
      counts.merge(group(table, request("", "/", Map.of())), 1, Integer::sum);
    }

    double p = (double) candidate / (candidate + live);
    double deviation = Math.sqrt(n * p * (1 - p));
    assertThat((double) counts.getOrDefault("new", 0))
        .isBetween(n * p - 5 * deviation, n * p + 5 * deviation);
    assertThat(counts.values().stream().mapToInt(count -> count).sum()).isEqualTo(n);
  }

  @Test
  void aWeightOfZeroGetsNothing() {
    RouteTable table =
        new RouteTable(
            List.of(),
            new Action.Forward(List.of(new WeightedGroup("off", 0), new WeightedGroup("on", 1))));

    for (int i = 0; i < 1_000; i++) {
      assertThat(group(table, request("", "/", Map.of()))).isEqualTo("on");
    }
  }

  @Test
  void onlyZerosAndNoGroupsAreAnswered503() {
    for (List<WeightedGroup> groups :
        List.of(List.<WeightedGroup>of(), List.of(new WeightedGroup("off", 0)))) {
      RouteTable table = new RouteTable(List.of(), new Action.Forward(groups));
      assertThat(table.decide(request("", "/", Map.of()), random))
          .isInstanceOfSatisfying(
              Decision.Answer.class, answer -> assertThat(answer.status()).isEqualTo(503));
    }
  }

  @Test
  void weightsOutOfRangeAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new WeightedGroup("x", 1_000));
    assertThatIllegalArgumentException().isThrownBy(() -> new WeightedGroup("x", -1));
  }

  private String group(RouteTable table, RequestView request) {
    return ((Decision.ToGroup) table.decide(request, random)).targetGroup();
  }

  private static Rule rule(int priority, Action action, Condition... conditions) {
    return new Rule(priority, List.of(conditions), action);
  }

  private static Action to(String group) {
    return new Action.Forward(List.of(new WeightedGroup(group, 1)));
  }

  private static RequestView request(String host, String path, Map<String, String> headers) {
    return new RequestView() {
      @Override
      public String host() {
        return host;
      }

      @Override
      public String path() {
        return path;
      }

      @Override
      public List<String> header(String name) {
        return headers.entrySet().stream()
            .filter(header -> header.getKey().equalsIgnoreCase(name))
            .map(Map.Entry::getValue)
            .toList();
      }
    };
  }
}
