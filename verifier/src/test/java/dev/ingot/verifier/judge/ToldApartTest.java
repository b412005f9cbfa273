package dev.ingot.verifier.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.verifier.judge.Tick.Arm;
import dev.ingot.verifier.judge.Tick.Counts;
import dev.ingot.verifier.judge.Watched.Against;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a step says where instances are told apart, and what of them is held against nobody. */
class ToldApartTest {
  @Test
  void namesTheLiveHostAndTheCandidatesThatAreUnlikeTheOthers() {
    Judgement judgement =
        judged(
            Map.of("c-1", counts(100, 1), "c-2", counts(100, 9)),
            Map.of("l-1", counts(300, 1), "l-2", counts(300, 1), "l-3", counts(300, 20)));

    assertThat(sentence(judgement))
        .contains("; c-2 of the candidate alone has 9.0 %, the others 1.0 %")
        .contains("; l-3 of the live fleet alone has 6.7 %, the others 0.3 %");
  }

  @Test
  void saysHowManyOfThemAreToldApart() {
    Map<String, Counts> hosts = Map.of("l-1", counts(300, 1), "l-2", counts(300, 20));
    Arm named = arm(hosts);
    Arm live = new Arm(new Sample.Counted(1200, 24), Steps.START, named.instances(), 5);

    assertThat(
            sentence(
                judged(
                    Steps.errors(),
                    arm(Map.of("c-1", counts(100, 1), "c-2", counts(100, 1))),
                    live)))
        .contains("; 2 of 5 instances of the live fleet are told apart")
        .doesNotContain("instances of the candidate");
  }

  @Test
  void namesTheFreshBaselineWhereThatIsComparedWith() {
    Watched beside = Steps.watched("errors", Against.BASELINE, true, Steps.LIMIT, Steps.COMPARISON);

    assertThat(
            sentence(
                judged(
                    beside,
                    arm(Map.of("c-1", counts(100, 1), "c-2", counts(100, 1))),
                    arm(Map.of("b-1", counts(300, 1), "b-2", counts(300, 20))))))
        .contains(" in the fresh baseline over ")
        .contains("; b-2 of the fresh baseline alone has 6.7 %, the others 0.3 %")
        .doesNotContain("live fleet");
  }

  @Test
  void saysSoWhenFleetsAreComparedAsWholes() {
    assertThat(
            sentence(
                judged(
                    Map.of("c-1", counts(100, 1)),
                    Map.of("l-1", counts(300, 3), "l-2", counts(300, 3)))))
        .endsWith(
            "compared as wholes, since it takes two instances in each fleet to leave one out");
  }

  @Test
  void aNameThatIsNoneIsMadeFit() {
    assertThat(
            sentence(
                judged(
                    Map.of("c-1\n; all is well", counts(100, 9), "c-2", counts(100, 1)),
                    Map.of("l-1", counts(300, 3), "l-2", counts(300, 3)))))
        .contains("; c-1?;?all?is?well of the candidate alone has 9.0 %");
  }

  /** A live fleet with one host that breaks the limit is no trouble that both share. */
  @Test
  void oneBadLiveHostMakesNoSharedTrouble() {
    Map<String, Counts> candidate = Map.of("c-1", counts(100, 50), "c-2", counts(100, 50));

    assertThat(judged(candidate, Map.of("l-1", counts(100, 0), "l-2", counts(100, 60))))
        .isInstanceOf(Judgement.RollBack.class);
    assertThat(judged(candidate, Map.of("l-1", counts(100, 60), "l-2", counts(100, 60))))
        .isInstanceOf(Judgement.Inconclusive.class);
  }

  @Test
  void aThresholdIsNotWhatOneBadHostMakesOfIt() {
    Sample well = spread(99, 1, 0);
    Sample bad = spread(0, 0, 100);
    Map<String, Sample> hosts = Map.of("a", well, "b", well, "c", bad);
    Sample together = Instances.together(hosts);

    assertThat(quantile(together)).isEqualTo(100);
    assertThat(quantile(Instances.withoutWorst(together, hosts, 0.99, true))).isEqualTo(10);
    assertThat(Instances.withoutWorst(together, Map.of("c", bad), 0.99, true)).isEqualTo(together);
  }

  private static Sample spread(double... counts) {
    return new Sample.Spread(
        new Distribution.Buckets(
            List.of(10.0, 20.0, 100.0), List.of(counts[0], counts[1], counts[2], 0.0)));
  }

  private static double quantile(Sample sample) {
    return ((Sample.Spread) sample).values().quantile(0.99);
  }

  private static Judgement judged(Map<String, Counts> candidate, Map<String, Counts> live) {
    return judged(Steps.errors(), arm(candidate), arm(live));
  }

  private static Judgement judged(Watched watched, Arm candidate, Arm live) {
    return Steps.judge(
        Steps.policy(watched),
        Steps.ticks(
            Steps.TICKS,
            second ->
                new Tick(
                    Steps.START.plusSeconds(second), Optional.of(candidate), Optional.of(live))),
        Steps.FINE,
        Steps.TICKS);
  }

  private static Arm arm(Map<String, Counts> hosts) {
    Map<String, Sample> samples = new TreeMap<>();
    hosts.forEach((name, c) -> samples.put(name, new Sample.Counted(c.exposures(), c.bad())));
    return new Arm(Instances.together(samples), Steps.START, samples);
  }

  private static String sentence(Judgement judgement) {
    return judgement.findings().stream()
        .filter(finding -> finding.method().equals("comparison"))
        .findFirst()
        .orElseThrow()
        .sentence();
  }

  private static Counts counts(long requests, long bad) {
    return new Counts(requests, bad);
  }
}
