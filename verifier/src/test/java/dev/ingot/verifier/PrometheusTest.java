package dev.ingot.verifier;

import static dev.ingot.verifier.Matrix.answer;
import static dev.ingot.verifier.Matrix.asks;
import static dev.ingot.verifier.Matrix.histogram;
import static dev.ingot.verifier.Matrix.json;
import static dev.ingot.verifier.Matrix.pair;
import static dev.ingot.verifier.Matrix.point;
import static dev.ingot.verifier.Matrix.points;
import static dev.ingot.verifier.Matrix.series;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.events.Decision;
import dev.ingot.events.Fleet;
import dev.ingot.events.MetricSource;
import dev.ingot.events.SourceKind;
import dev.ingot.events.TrafficShifted;
import dev.ingot.events.VerdictReached;
import dev.ingot.events.VerifyPlan;
import dev.ingot.events.topics.Topics;
import dev.ingot.pipeline.Policy.Prometheus;
import dev.ingot.stage.Outcome;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.HostileInputs;
import dev.ingot.stage.testkit.NothingUnhandled;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A step that is judged by a Prometheus alone, and all that it may answer. */
@ExtendWith(NothingUnhandled.class)
class PrometheusTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final TrafficShifted PAIR = Metered.pair(SourceKind.PROMETHEUS);
  private static final TrafficShifted HISTOGRAM = Metered.histogram(SourceKind.PROMETHEUS);
  private static final long MANY = 1_000_000;

  private Site site;

  @BeforeEach
  void start() throws IOException {
    site = new Site(Site.says(404, "text/plain", ""));
  }

  @AfterEach
  void stop() throws IOException {
    site.close();
  }

  /** An answer, and the words that its verdict has. */
  record Hostile(String input, String words, TrafficShifted shift, Site.Handler handler) {
    @Override
    public String toString() {
      return input;
    }
  }

  static List<Hostile> hostile() {
    List<Hostile> all = new ArrayList<>();
    all.add(bad("it is silent", "did not answer within", (r, out) -> r.untilGone()));
    all.add(bad("a byte now and then", "did not answer within", PrometheusTest::drip));
    all.add(bad("HTML", "is not JSON", Site.says(200, "text/html", "<html>Log in</html>")));
    all.add(bad("500", "answers 500", Site.says(500, "text/plain", "oh")));
    all.add(
        bad(
            "400 and Prometheus' own words",
            "answers 400: parse error",
            Site.says(
                400, "application/json", "{\"status\":\"error\",\"error\":\"parse error\"}")));
    all.add(
        bad(
            "a redirect",
            "redirects are not followed",
            Site.says(302, "text/plain", "", "Location: http://127.0.0.1:1/")));
    all.add(bad("a million series", "more than 2097152 bytes", PrometheusTest::aMillion));
    all.add(
        bad(
            "1,001 series",
            "more than 1000 series",
            json(r -> answer(Collections.nCopies(1_001, "{}").toArray(String[]::new)))));
    all.add(bad("half an answer", "is not JSON", pair("1", a -> a.substring(0, a.length() / 2))));
    all.add(bad("two answers", "something follows", pair("1", a -> a + a)));
    all.add(
        bad(
            "`status` twice",
            "Duplicate",
            pair("1", a -> a.replace("{\"st", "{\"status\":\"\",\"st"))));
    all.add(
        bad("a vector", "a matrix was asked for", pair("1", a -> a.replace("matrix", "vector"))));
    all.add(
        bad("status `error`", "neither success", pair("1", a -> a.replace("success", "error"))));
    all.add(bad("no data", "neither success", json(r -> "{\"status\":\"success\"}")));
    all.add(bad("lists 1,000 deep", "nesting", json(r -> "{\"x\":" + "[".repeat(1_000))));
    all.add(
        bad("a value that is no text", "was expected", pair("1", a -> a.replace("\"1\"", "1"))));
    all.add(bad("a hexadecimal value", "'0x1p3' is not a number", pair("0x1p3", a -> a)));
    all.add(bad("a native histogram", "native", pair("1", a -> a.replace("values", "histograms"))));
    all.add(bad("NaN", "NaN is not a count", pair("NaN", a -> a)));
    all.add(bad("+Inf", "Infinity is not a count", pair("+Inf", a -> a)));
    all.add(bad("a negative count", "is negative", pair("-3", a -> a)));
    all.add(bad("more bad ones than there are", "101.0 out of 100.0", pair("101", a -> a)));
    all.add(bad("1e300", "too large", pair("1e300", a -> a)));
    all.add(bad("a value twice", "twice", json(r -> answer(series("", twice(points(r, "1")))))));
    all.add(
        bad(
            "values out of order",
            "out of order",
            json(r -> answer(series("", late(points(r, "1")))))));
    all.add(
        bad(
            "a value of another time",
            "was not asked for",
            json(r -> answer(series("", List.of(point(r.number("start") - 60, "1")))))));
    all.add(
        bad(
            "a value between two ticks",
            "was not asked for",
            json(r -> answer(series("", List.of(point(r.number("start") + 0.5, "1")))))));
    all.add(
        bad(
            "two series",
            "gives 2 series",
            json(r -> answer(series(r, "\"a\":\"1\"", "1"), series(r, "\"a\":\"2\"", "1")))));
    all.add(bad("the candidate alone", "nothing is known of the live fleet", only("candidate")));
    all.add(bad("the live fleet alone", "had 0 requests", only("live")));
    all.add(bad("nobody", "had 0 requests", json(r -> answer())));
    all.add(
        bad(
            "a clock that is 30 s ahead",
            "the clock of prometheus differs from ours by",
            (r, out) ->
                Site.send(
                    out,
                    200,
                    "application/json",
                    answer(),
                    "Date: Fri, 02 Jan 2026 03:05:35 GMT")));
    all.add(
        buckets(
            "other buckets in each arm",
            "the histogram has other buckets",
            json(
                r ->
                    asks(r, "candidate")
                        ? histogram(r, "10", "90", "+Inf", "100")
                        : histogram(r, "10", "90", "20", "95", "+Inf", "100"))));
    all.add(buckets("no bucket +Inf", "le=+Inf is missing", json(r -> histogram(r, "10", "90"))));
    all.add(
        buckets(
            "buckets that fall",
            "less than the",
            json(r -> histogram(r, "10", "90", "20", "70", "+Inf", "100"))));
    all.add(
        buckets(
            "a bucket twice",
            "came twice",
            json(r -> histogram(r, "10", "90", "10.0", "70", "+Inf", "100"))));
    all.add(buckets("a bucket without its bound", "without the label le", pair("1", a -> a)));
    all.add(
        buckets("a bucket of NaN", "NaN is not a count", json(r -> histogram(r, "+Inf", "NaN"))));
    all.add(
        buckets("a bound that is no number", "is not a number", json(r -> histogram(r, "x", "1"))));
    return all;
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void neverAdvances(Hostile hostile) throws Exception {
    site.answers(hostile.handler());
    boolean waits = hostile.words().startsWith("did not answer");

    VerdictReached verdict =
        verdict(rollouts(waits ? Duration.ofMillis(50) : PATIENCE), hostile.shift());

    assertThat(verdict.getDecision()).as(verdict.getReason()).isEqualTo(Decision.INCONCLUSIVE);
    assertThat(verdict.getReason()).contains("orders").contains(hostile.words());
  }

  @Test
  void theTableIsTold() throws IOException {
    HostileInputs.assertTold(
        "measurements",
        "What a Prometheus answers",
        PrometheusTest.class,
        hostile().stream()
            .map(h -> new HostileInputs.Row(h.input(), "INCONCLUSIVE: …" + h.words() + "…"))
            .toList());
  }

  @Test
  void isInconclusiveWhenItIsDown() throws Exception {
    Rollouts rollouts = rollouts(PATIENCE);
    site.close();

    VerdictReached verdict = verdict(rollouts, PAIR);

    assertThat(verdict.getDecision()).isEqualTo(Decision.INCONCLUSIVE);
    assertThat(verdict.getReason()).contains("orders: prometheus cannot be reached");
  }

  @Test
  void isInconclusiveWhenItIsNotOffered() throws Exception {
    VerdictReached verdict = verdict(new Rollouts(Map.of(), PATIENCE), PAIR);

    assertThat(verdict.getDecision()).isEqualTo(Decision.INCONCLUSIVE);
    assertThat(verdict.getReason()).contains("offers no prometheus 'main' in 'production'");
  }

  @Test
  void advancesAGoodVersion() throws Exception {
    site.answers(pair("2", a -> a));
    assertThat(verdict(rollouts(PATIENCE), PAIR).getDecision()).isEqualTo(Decision.ADVANCE);

    site.answers(json(r -> histogram(r, "10", "95", "20", "98", "+Inf", "100")));
    VerdictReached verdict = verdict(rollouts(PATIENCE), HISTOGRAM);
    assertThat(verdict.getDecision()).as(verdict.getReason()).isEqualTo(Decision.ADVANCE);
  }

  @Test
  void rollsABadVersionBack() throws Exception {
    site.answers(json(r -> answer(series(r, "", value(r)))));
    VerdictReached pair = verdict(rollouts(PATIENCE), PAIR);
    assertThat(pair.getDecision()).isEqualTo(Decision.ROLL_BACK);
    assertThat(pair.getReason()).contains("orders: 20.0 % against 1.0 %");

    site.answers(
        json(
            r ->
                asks(r, "candidate")
                    ? histogram(r, "10", "10", "20", "60", "+Inf", "100")
                    : histogram(r, "10", "95", "20", "98", "+Inf", "100")));
    VerdictReached slow = verdict(rollouts(PATIENCE), HISTOGRAM);
    assertThat(slow.getDecision()).as(slow.getReason()).isEqualTo(Decision.ROLL_BACK);
  }

  private static String value(Site.Request request) {
    return asks(request, "all_total") ? "100" : asks(request, "candidate") ? "20" : "1";
  }

  @Test
  void catchesUpWhenItWasDownForAWhile() throws Exception {
    Rollouts rollouts = rollouts(PATIENCE);
    site.answers(Site.says(503, "text/plain", "starting"));
    rollouts.stage.deliver(PAIR);
    for (int i = 0; i < 5; i++) {
      rollouts.clock.advance(((Outcome.CheckAgain) rollouts.stage.look()).after());
    }
    site.answers(pair("2", a -> a));
    rollouts.stage.lookUntilDone(100);

    VerdictReached verdict = rollouts.stage.only(Topics.VERDICTS);
    assertThat(verdict.getDecision()).as(verdict.getReason()).isEqualTo(Decision.ADVANCE);
    assertThat(verdict.getEvidence()).allSatisfy(e -> assertThat(e.getTicks()).isEqualTo(14));
  }

  @Test
  void whatTheLoadBalancerSeesIsJudgedWhilePrometheusIsSilent() throws Exception {
    site.answers((r, out) -> r.untilGone());
    Rollouts rollouts = rollouts(Duration.ofMillis(50));
    rollouts.cloud.serves("candidate", 5, 4);
    List<MetricSource> sources = new ArrayList<>(PAIR.getVerify().getSources());
    sources.add(
        MetricSource.newBuilder().setKind(SourceKind.LOAD_BALANCER).setEvery(1_000).build());
    TrafficShifted both =
        TrafficShifted.newBuilder(PAIR)
            .setVerify(VerifyPlan.newBuilder(PAIR.getVerify()).setSources(sources).build())
            .build();

    VerdictReached verdict = verdict(rollouts, both);

    assertThat(verdict.getDecision()).isEqualTo(Decision.ROLL_BACK);
    assertThat(verdict.getReason()).startsWith("errors: 80.0 %");
    assertThat(verdict.getReachedAt()).isBefore(Events.START.plusSeconds(8));
  }

  @Test
  void givesTheSameVerdictFromItsMeasurementsAfterACrash() throws Exception {
    site.answers(json(r -> answer(series(r, "", value(r)))));
    VerdictReached undisturbed = verdict(rollouts(PATIENCE), PAIR);

    Rollouts again = rollouts(PATIENCE);
    again.stage.deliver(PAIR);
    for (int i = 0; i < 4; i++) {
      again.clock.advance(((Outcome.CheckAgain) again.stage.look()).after());
    }
    again.stage.crashAndRedeliver().lookUntilDone(100);

    assertThat(again.stage.only(Topics.VERDICTS)).isEqualTo(undisturbed);
  }

  @Test
  void asksForTheFleetsByNameAndShowsItsToken(@TempDir Path folder) throws Exception {
    List<String> queries = new CopyOnWriteArrayList<>();
    site.answers(
        (request, out) -> {
          queries.add(request.form().getOrDefault("query", ""));
          pair("2", a -> a).answer(request, out);
        });
    Path token = Files.writeString(folder.resolve("token"), "s3cret\n");
    Rollouts rollouts =
        new Rollouts(Map.of("main", new Prometheus(site.uri(), Optional.of(token))), PATIENCE);

    assertThat(verdict(rollouts, PAIR).getDecision()).isEqualTo(Decision.ADVANCE);
    assertThat(queries)
        .contains(
            "sum(increase(bad_total{fleet=\"candidate\"}[2s]))",
            "sum(increase(all_total{fleet=\"live\"}[2s]))")
        .allSatisfy(query -> assertThat(query).doesNotContain("$"));
  }

  @Test
  void noNameBecomesAPartOfAQuery() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    site.answers((request, out) -> asked.add(request.line()));
    Fleet forged =
        Fleet.newBuilder(PAIR.getCandidate()).setName("x\"} or vector(1) or y{a=\"").build();
    Rollouts rollouts = rollouts(PATIENCE);
    rollouts.clock.advance(Duration.ofSeconds(20));

    rollouts.stage.deliver(TrafficShifted.newBuilder(PAIR).setCandidate(forged).build()).look();

    assertThat(rollouts.stage.announced(Topics.MEASUREMENTS)).isEmpty();
    assertThat(asked).isEmpty();
  }

  private Rollouts rollouts(Duration look) {
    return new Rollouts(Map.of("main", new Prometheus(site.uri(), Optional.empty())), look);
  }

  private static VerdictReached verdict(Rollouts rollouts, TrafficShifted shift) throws Exception {
    rollouts.stage.deliver(shift).lookUntilDone(200);
    return rollouts.stage.only(Topics.VERDICTS);
  }

  private static Hostile bad(String input, String words, Site.Handler handler) {
    return new Hostile(input, words, PAIR, handler);
  }

  private static Hostile buckets(String input, String words, Site.Handler handler) {
    return new Hostile(input, words, HISTOGRAM, handler);
  }

  private static Site.Handler only(String fleet) {
    return json(
        r ->
            asks(r, '"' + fleet + '"')
                ? answer(series(r, "", asks(r, "all_total") ? "100" : "1"))
                : answer());
  }

  private static List<String> twice(List<String> points) {
    List<String> more = new ArrayList<>(points);
    more.add(points.getLast());
    return more;
  }

  private static List<String> late(List<String> points) {
    List<String> more = new ArrayList<>(points);
    more.add(
        points.getFirst().replaceFirst("\\[\\d+", "[" + (Events.START.getEpochSecond() - 100)));
    return more;
  }

  private static void drip(Site.Request request, OutputStream out) throws IOException {
    Site.head(out, 200, "application/json", 1_000_000);
    out.write('{');
    out.flush();
    request.untilGone();
  }

  private static void aMillion(Site.Request request, OutputStream out) throws IOException {
    byte[] one =
        "{\"metric\":{\"user\":\"x\"},\"values\":[[1,\"1\"]]},".getBytes(StandardCharsets.UTF_8);
    Site.head(out, 200, "application/json", MANY * one.length);
    out.write(
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":["
            .getBytes(StandardCharsets.UTF_8));
    for (long i = 0; i < MANY; i++) {
      out.write(one);
    }
  }
}
