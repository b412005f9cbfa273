package dev.ingot.verifier.sources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.ArmCounts;
import dev.ingot.events.InstanceCounts;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.SourceKind;
import dev.ingot.stage.testkit.Events;
import dev.ingot.verifier.judge.Distribution.Buckets;
import dev.ingot.verifier.judge.Sample;
import dev.ingot.verifier.judge.Tick.Arm;
import dev.ingot.verifier.sources.ScrapedArm.Page;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the log keeps of single instances. */
class ScrapedArmTest {
  @Test
  void keepsWhatEachInstanceDid() {
    ArmCounts tick = tick(Map.of("a", pair(100, 1), "b", pair(50, 2)));

    assertThat(tick.getRequests()).isEqualTo(150);
    assertThat(Samples.instances(tick))
        .isEqualTo(Map.of("a", new Sample.Counted(100, 1), "b", new Sample.Counted(50, 2)));
  }

  @Test
  void keepsTheBucketsOfEach() {
    Sample none = new Sample.Spread(new Buckets(List.of(10.0), List.of(0.0, 0.0)));
    Sample some = new Sample.Spread(new Buckets(List.of(10.0), List.of(3.0, 1.0)));
    ArmCounts tick = measure(Map.of("a", none, "b", none), Map.of("a", some, "b", some));

    assertThat(Samples.instances(tick)).isEqualTo(Map.of("a", some, "b", some));
    assertThat(tick.getHistogram().getCounts()).containsExactly(6L, 2L);
  }

  @Test
  void namesTheSixteenThatHaveDoneMost() {
    Map<String, Sample> hosts = new HashMap<>();
    for (int i = 0; i < 40; i++) {
      hosts.put("i-" + i, pair(100 + i, 1));
    }

    ArmCounts tick = tick(hosts);

    assertThat(tick.getRequests()).isEqualTo(40 * 100 + 39 * 20);
    assertThat(tick.getInstances())
        .extracting(InstanceCounts::getInstance)
        .hasSize(Samples.MOST_INSTANCES)
        .contains("i-39", "i-24")
        .doesNotContain("i-23");
    assertThat(judged(tick).instances()).hasSize(Samples.MOST_INSTANCES);
    assertThat(judged(tick).size()).isEqualTo(40);
  }

  /** As the judge takes it out of the log. */
  private static Arm judged(ArmCounts tick) {
    Asked asked = new Asked("errors", SourceKind.SCRAPE, Optional.empty(), false);
    MeasurementTaken taken = Events.measurementTaken().setCandidate(tick).build();
    return SeriesMemory.of(asked, taken.getSource(), taken.getStep(), List.of(taken))
        .series()
        .ticks()
        .getFirst()
        .candidate()
        .orElseThrow();
  }

  @Test
  void whatHasGoneOrHasJustComeTellsNothing() {
    ArmCounts tick =
        measure(
            Map.of("a", pair(0, 0), "gone", pair(10, 0)),
            Map.of("a", pair(5, 1), "new", pair(70, 7)));

    assertThat(tick.getRequests()).isEqualTo(5);
    assertThat(Samples.instances(tick)).containsOnlyKeys("a");
  }

  @Test
  void aNameWithoutEndIsNotNamed() {
    ArmCounts tick = tick(Map.of("a", pair(1, 0), "b".repeat(10_000), pair(9, 0)));

    assertThat(tick.getRequests()).isEqualTo(10);
    assertThat(Samples.instances(tick)).containsOnlyKeys("a");
  }

  @Test
  void anInstanceThatTheLogNamesTwiceTellsNoneApart() {
    InstanceCounts one =
        InstanceCounts.newBuilder().setInstance("a").setRequests(5).setErrors(0).build();
    ArmCounts twice =
        ArmCounts.newBuilder().setRequests(10).setErrors(0).setInstances(List.of(one, one)).build();

    assertThat(Samples.instances(twice)).isEmpty();
  }

  @Test
  void anOddOneBreaksTheTickAndNamesNobody() {
    ArmCounts tick =
        measure(
            Map.of("a", pair(9, 0), "b", pair(9, 0)), Map.of("a", pair(10, 0), "b", pair(1, 0)));

    assertThat(tick.getTrouble()).startsWith("b: a counter went backwards");
    assertThat(tick.getInstances()).isEmpty();
  }

  private static Sample pair(double total, double count) {
    return new Sample.Counted(total, count);
  }

  /** What was counted since nothing was. */
  private static ArmCounts tick(Map<String, Sample> hosts) {
    Map<String, Sample> before = new TreeMap<>();
    hosts.keySet().forEach(host -> before.put(host, pair(0, 0)));
    return measure(before, hosts);
  }

  private static ArmCounts measure(Map<String, Sample> before, Map<String, Sample> after) {
    return ScrapedArm.measure(
        pages(after), ScrapedArm.measure(pages(before), List.of()).getReadings());
  }

  private static Map<String, Page> pages(Map<String, Sample> hosts) {
    Map<String, Page> pages = new HashMap<>();
    hosts.forEach((host, counters) -> pages.put(host, new Page.Shown(counters)));
    return pages;
  }
}
