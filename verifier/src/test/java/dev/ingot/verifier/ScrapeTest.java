package dev.ingot.verifier;

import static dev.ingot.verifier.Pages.TEXT;
import static dev.ingot.verifier.Pages.binary;
import static dev.ingot.verifier.Pages.histogram;
import static dev.ingot.verifier.Pages.pair;
import static dev.ingot.verifier.Pages.show;
import static dev.ingot.verifier.Pages.stamped;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.FleetManager.Endpoint;
import dev.ingot.events.Decision;
import dev.ingot.events.MeasurementTaken;
import dev.ingot.events.SourceKind;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.topics.Topics;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.HostileInputs;
import dev.ingot.stage.testkit.NothingUnhandled;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A step that is judged by its instances' own metrics alone, and all that they may show. */
@ExtendWith(NothingUnhandled.class)
class ScrapeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final TrafficShifted PAIR = Metered.pair(SourceKind.SCRAPE);
  private static final TrafficShifted HISTOGRAM = Metered.histogram(SourceKind.SCRAPE);

  private final List<Site> sites = new ArrayList<>();
  private Rollouts rollouts = new Rollouts(Map.of(), PATIENCE);

  @BeforeEach
  void start() throws IOException {
    for (int i = 0; i < 4; i++) {
      sites.add(new Site(Site.says(404, "text/plain", "")));
    }
  }

  @AfterEach
  void stop() throws IOException {
    for (Site site : sites) {
      site.close();
    }
  }

  /** What the candidate's second instance shows, beside two that are well, and what comes of it. */
  record Hostile(
      String input, String words, TrafficShifted shift, LongFunction<Site.Handler> atSecond) {
    static String page(TrafficShifted shift, long second) {
      return shift.equals(PAIR) ? pair(second, 0.01) : histogram(second, 0.95);
    }

    @Override
    public String toString() {
      return input;
    }
  }

  static List<Hostile> hostile() {
    List<Hostile> all = new ArrayList<>();
    all.add(bad("nothing, for ever", "i-2 did not answer within", s -> (r, out) -> r.untilGone()));
    all.add(bad("404", "i-2 answers 404 at /metrics", s -> Site.says(404, TEXT, "")));
    all.add(
        bad(
            "a redirect",
            "redirects are not followed",
            s -> Site.says(302, TEXT, "", "Location: http://169.254.169.254/latest")));
    all.add(bad("HTML", "i-2: it answers text/html", s -> Site.says(200, "text/html", "<html/>")));
    all.add(badPage("HTML that says it is text", "line 1 is not in", p -> "<html>\n" + p));
    all.add(badPage("more than 2 MiB", "more than 2097152 bytes", p -> p.repeat(60_000)));
    all.add(bad("bytes that are no UTF-8", "not UTF-8", s -> (r, out) -> binary(out)));
    all.add(badPage("a line that ends in its midst", "line 6 is not in", p -> p + "bad_total{ki"));
    all.add(badPage("a label without quotes", "is not in", p -> p.replace("\"a\"", "a")));
    all.add(
        badPage(
            "a value that is a word",
            "'many' is not a number",
            p -> p + "all_total{x=\"1\"} many\n"));
    all.add(badPage("a value of no number", "is not in", p -> p + "other_total\n"));
    all.add(badPage("a counter twice", "stands there twice", p -> p + p));
    all.add(
        badPage(
            "a gauge",
            "all_total is a gauge",
            p -> p.replace("all_total counter", "all_total gauge")));
    all.add(badPage("NaN", "NaN is not a count", p -> p + "all_total{x=\"1\"} NaN\n"));
    all.add(badPage("+Inf", "Infinity is not a count", p -> p + "all_total{x=\"1\"} +Inf\n"));
    all.add(badPage("a negative count", "is negative", p -> p + "all_total{x=\"1\"} -1e9\n"));
    all.add(
        badPage(
            "more bad ones than there are",
            "is not a count",
            p -> p.replace("bad_total{kind=\"a\"} ", "bad_total{kind=\"a\"} 99999")));
    all.add(
        bad(
            "a counter that goes backwards",
            "i-2: a counter went backwards",
            s -> Site.says(200, TEXT, pair(s < 14 ? 1_000 + s : s, 0.01))));
    all.add(badPage("no such metric", "had 0 requests", p -> "other_total 1\n"));
    all.add(badPage("a count that nobody knows", "had 0 requests", p -> "all_total 9\n"));
    all.add(badPage("an empty page", "had 0 requests", p -> ""));
    all.add(
        bucketsPage(
            "other buckets than the other instance",
            "i-2: the histogram has other buckets",
            p -> p.replace("le=\"20\"", "le=\"25\"")));
    all.add(bucketsPage("no bucket +Inf", "le=+Inf is missing", p -> p.replace("+Inf", "30")));
    all.add(bucketsPage("a bucket without its bound", "no label le", p -> p + "took_bucket 1\n"));
    all.add(
        bucketsPage("buckets that fall", "less than the", p -> p + "took_bucket{le=\"15\"} 0\n"));
    all.add(
        bucketsPage(
            "a bound that is a word", "is not a number", p -> p + "took_bucket{le=\"x\"} 0\n"));
    return all;
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void neverAdvances(Hostile hostile) throws Exception {
    boolean waits = hostile.words().contains("did not answer");
    rollouts = new Rollouts(Map.of(), waits ? Duration.ofMillis(100) : PATIENCE);
    fleets(second -> Hostile.page(hostile.shift(), second));
    sites.get(1).answers((r, out) -> hostile.atSecond().apply(second()).answer(r, out));

    VerdictReached verdict = verdict(hostile.shift());

    assertThat(verdict.getDecision()).as(verdict.getReason()).isEqualTo(Decision.INCONCLUSIVE);
    assertThat(verdict.getReason()).contains("orders").contains(hostile.words());
  }

  @Test
  void theTableIsTold() throws IOException {
    HostileInputs.assertTold(
        "measurements",
        "What an instance shows at /metrics",
        ScrapeTest.class,
        hostile().stream()
            .map(h -> new HostileInputs.Row(h.input(), "INCONCLUSIVE: …" + h.words() + "…"))
            .toList());
  }

  @Test
  void isInconclusiveWhenTheFleetsHaveOtherBuckets() throws Exception {
    fleets(s -> histogram(s, 0.95));
    sites
        .get(2)
        .answers(
            (r, out) -> show(out, histogram(second(), 0.95).replace("le=\"20\"", "le=\"25\"")));

    VerdictReached verdict = verdict(HISTOGRAM);

    assertThat(verdict.getDecision()).isEqualTo(Decision.INCONCLUSIVE);
    assertThat(verdict.getReason())
        .contains("orders: the live fleet at ")
        .contains("the histogram has other buckets");
  }

  @Test
  void isInconclusiveWhenAnInstanceIsDown() throws Exception {
    fleets(s -> pair(s, 0.01));
    sites.get(1).close();

    VerdictReached verdict = verdict(PAIR);

    assertThat(verdict.getDecision()).isEqualTo(Decision.INCONCLUSIVE);
    assertThat(verdict.getReason()).contains("orders").contains("i-2 cannot be reached");
  }

  @Test
  void isInconclusiveWithOneFleetAlone() throws Exception {
    fleets(s -> pair(s, 0.01));
    rollouts.cloud.listensAt("live", List.of());

    VerdictReached verdict = verdict(PAIR);

    assertThat(verdict.getDecision()).isEqualTo(Decision.INCONCLUSIVE);
    assertThat(verdict.getReason()).contains("orders: nothing is known of the live fleet");
  }

  @Test
  void advancesAGoodVersion() throws Exception {
    fleets(s -> pair(s, 0.01));
    assertThat(verdict(PAIR).getDecision()).isEqualTo(Decision.ADVANCE);

    rollouts = new Rollouts(Map.of(), PATIENCE);
    fleets(s -> histogram(s, 0.95));
    VerdictReached verdict = verdict(HISTOGRAM);
    assertThat(verdict.getDecision()).as(verdict.getReason()).isEqualTo(Decision.ADVANCE);
  }

  @Test
  void rollsABadVersionBack() throws Exception {
    fleets(s -> pair(s, 0.01));
    sites.get(0).answers((r, out) -> show(out, pair(second(), 0.4)));
    VerdictReached pair = verdict(PAIR);
    assertThat(pair.getDecision()).isEqualTo(Decision.ROLL_BACK);
    assertThat(pair.getReason()).contains("orders: ").contains("against 1.0 %");

    rollouts = new Rollouts(Map.of(), PATIENCE);
    fleets(s -> histogram(s, 0.95));
    sites.get(0).answers((r, out) -> show(out, histogram(second(), 0.1)));
    sites.get(1).answers((r, out) -> show(out, histogram(second(), 0.1)));
    VerdictReached slow = verdict(HISTOGRAM);
    assertThat(slow.getDecision()).as(slow.getReason()).isEqualTo(Decision.ROLL_BACK);
  }

  /** Three in a hundred fail, and thirty of the live fleet's other host. */
  @Test
  void aBadLiveHostHidesNoBadCandidate() throws Exception {
    fleets(s -> pair(s, 0.03));
    rollouts.cloud.listensAt("candidate", List.of(endpoint(0), endpoint(1)));
    rollouts.cloud.listensAt("live", List.of(endpoint(2), endpoint(3), endpoint(3)));
    sites.get(2).answers((r, out) -> show(out, pair(second(), 0.001)));
    sites.get(3).answers((r, out) -> show(out, pair(second(), 0.2)));

    VerdictReached verdict = verdict(PAIR);

    assertThat(verdict.getDecision()).as(verdict.getReason()).isEqualTo(Decision.ROLL_BACK);
    assertThat(verdict.getReason())
        .contains("orders: 3.0 % against 10.1 %")
        .contains("; i-4 of the live fleet alone has 20.0 %, the others 0.1 %");
    PastSteps past = new PastSteps(deployment -> true);
    past.add(PAIR);
    past.add(verdict);
    rollouts.stage.announced(Topics.MEASUREMENTS).forEach(past::add);
    assertThat(Rejudgement.of(past.all().getFirst(), Optional.empty()).reproduction())
        .isEqualTo(Rejudgement.Reproduction.SAME);
  }

  @Test
  void saysSoWhenOneFleetHasOneInstanceOnly() throws Exception {
    fleets(s -> pair(s, 0.01));

    assertThat(verdict(PAIR).getReason()).contains("compared as wholes");
  }

  /** Its counters are in the log: who takes over needs no second reading before the first tick. */
  @Test
  void givesTheSameVerdictFromItsMeasurementsAfterACrash() throws Exception {
    fleets(s -> histogram(s, 0.95));
    sites.get(0).answers((r, out) -> show(out, histogram(second(), 0.9)));
    sites.get(1).answers((r, out) -> show(out, histogram(second(), 0.9)));
    VerdictReached undisturbed = verdict(HISTOGRAM);

    Rollouts first = rollouts;
    rollouts = new Rollouts(Map.of(), PATIENCE);
    endpoints();
    rollouts.stage.deliver(HISTOGRAM);
    for (int i = 0; i < 4; i++) {
      rollouts.clock.advance(((Outcome.CheckAgain) rollouts.stage.look()).after());
    }
    rollouts.stage.crashAndRedeliver().lookUntilDone(100);

    assertThat(rollouts.stage.only(Topics.VERDICTS)).isEqualTo(undisturbed);
    assertThat(rollouts.stage.announced(Topics.MEASUREMENTS))
        .isEqualTo(first.stage.announced(Topics.MEASUREMENTS));
  }

  /**
   * Its counters are young and tell no threshold: the live fleet's own have counted for an hour.
   */
  @Test
  void comparesWithTheInstancesOfAFreshBaselineByTheLiveFleetsThreshold() throws Exception {
    sites.get(0).answers((r, out) -> show(out, histogram(second(), 0.9)));
    sites.get(1).answers((r, out) -> show(out, histogram(second() - 3_600, 0.9)));
    sites.get(2).answers((r, out) -> show(out, histogram(second(), 0.95)));
    rollouts.cloud.listensAt("candidate", List.of(endpoint(0)));
    rollouts.cloud.listensAt("baseline", List.of(endpoint(1)));
    rollouts.cloud.listensAt("live", List.of(endpoint(2)));

    VerdictReached verdict = verdict(rollouts.besideABaseline(HISTOGRAM));

    assertThat(verdict.getDecision()).as(verdict.getReason()).isEqualTo(Decision.ADVANCE);
    assertThat(verdict.getEvidence())
        .filteredOn(evidence -> evidence.getMethod().equals("comparison"))
        .singleElement()
        .satisfies(
            evidence -> {
              assertThat(evidence.getSentence()).contains("10.0 % above 10 in the fresh baseline");
              assertThat(evidence.getLiveThreshold()).isEqualTo(10);
            });
  }

  /** What was counted while nobody looked is told by the next tick. */
  @Test
  void nothingIsLostWhileAnInstanceIsSilentOrNobodyLooks() throws Exception {
    fleets(s -> pair(s, 0.01));
    rollouts.stage.deliver(PAIR).look();
    rollouts.clock.advance(Duration.ofSeconds(3));
    rollouts.stage.look();
    sites.get(1).answers(Site.says(503, TEXT, ""));
    rollouts.clock.advance(Duration.ofSeconds(2));
    rollouts.stage.look();
    sites.get(1).answers((r, out) -> show(out, pair(second(), 0.01)));
    rollouts.clock.advance(Duration.ofSeconds(4));
    rollouts.stage.look();

    List<MeasurementTaken> during =
        rollouts.stage.announced(Topics.MEASUREMENTS).stream()
            .filter(taken -> !taken.getBefore())
            .toList();
    assertThat(during)
        .extracting(taken -> taken.getCandidate().getKnown())
        .containsExactly(false, true, false, false, true);
    // Two instances of a hundred a second each, for nine seconds.
    assertThat(during.stream().mapToLong(taken -> taken.getCandidate().getRequests()).sum())
        .isEqualTo(1_800);
  }

  @Test
  void whoseClockIsRightDoesNotMatter() throws Exception {
    fleets(s -> stamped(pair(s, 0.01), s - 30));
    sites.get(2).answers((r, out) -> show(out, stamped(pair(second(), 0.01), second() + 30)));

    assertThat(verdict(PAIR).getDecision()).isEqualTo(Decision.ADVANCE);
  }

  // --- what instances show ---

  private void fleets(LongFunction<String> pages) {
    sites.forEach(site -> site.answers((r, out) -> show(out, pages.apply(second()))));
    endpoints();
  }

  private void endpoints() {
    rollouts.cloud.listensAt("candidate", List.of(endpoint(0), endpoint(1)));
    rollouts.cloud.listensAt("live", List.of(endpoint(2)));
  }

  private Endpoint endpoint(int i) {
    return new Endpoint("i-" + (i + 1), "127.0.0.1", sites.get(i).port());
  }

  private long second() {
    return Duration.between(Events.START, rollouts.clock.instant()).toSeconds();
  }

  private static Hostile bad(String input, String words, LongFunction<Site.Handler> atSecond) {
    return new Hostile(input, words, PAIR, atSecond);
  }

  private static Hostile badPage(String input, String words, UnaryOperator<String> change) {
    return bad(input, words, s -> Site.says(200, TEXT, change.apply(pair(s, 0.01))));
  }

  private static Hostile bucketsPage(String input, String words, UnaryOperator<String> change) {
    return new Hostile(
        input, words, HISTOGRAM, s -> Site.says(200, TEXT, change.apply(histogram(s, 0.95))));
  }

  private VerdictReached verdict(TrafficShifted shift) throws Exception {
    rollouts.stage.deliver(shift).lookUntilDone(200);
    return rollouts.stage.only(Topics.VERDICTS);
  }
}
