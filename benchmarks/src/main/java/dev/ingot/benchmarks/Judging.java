package dev.ingot.benchmarks;

import static dev.ingot.benchmarks.report.Figures.figure;

import dev.ingot.benchmarks.report.Chart;
import dev.ingot.benchmarks.report.Goal;
import dev.ingot.benchmarks.report.Report;
import dev.ingot.benchmarks.report.Table;
import dev.ingot.benchmarks.rollouts.Setting;
import dev.ingot.benchmarks.rollouts.Setting.Trouble;
import dev.ingot.benchmarks.rollouts.Trial;
import dev.ingot.benchmarks.rollouts.Trial.Verdicts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** How often the judge cries wolf, and how soon it sees one, beside the rules of others. */
final class Judging implements Benchmark {
  private static final double ALPHA = 0.01;
  private static final int CALIBRATION_SECONDS = 60;
  private static final int POWER_SECONDS = 120;
  private static final double TOLERANCE = 1.2;
  private static final int WHOLE_ROLLOUT = Integer.MAX_VALUE;

  static final List<Setting> IDENTICAL =
      List.of(
          Setting.identical(10, 0.5, 0.01, 0, false),
          Setting.identical(10, 0.1, 0, 0, false),
          Setting.identical(50, 0.05, 0.005, 0.32, false),
          Setting.identical(100, 0.01, 0.01, 0, false),
          Setting.identical(100, 0.05, 0.02, 0.71, false),
          Setting.identical(200, 0.25, 0.001, 0.71, true),
          Setting.identical(500, 0.5, 0.05, 0, false),
          Setting.identical(1_000, 0.1, 0.01, 0.71, false),
          Setting.identical(1_000, 0.5, 0.01, 0.71, true),
          Setting.identical(2_000, 0.01, 0.005, 0.32, true),
          Setting.identical(5_000, 0.25, 0.05, 0.71, false),
          Setting.identical(10_000, 0.5, 0.01, 0.32, true));

  private static final Trouble COLD = new Trouble("a cold cache for 60 s", 3, 4, 60);

  private static final List<Trouble> TROUBLES =
      List.of(
          new Trouble("1.5× errors", 1.5, 1, WHOLE_ROLLOUT),
          new Trouble("2× errors", 2, 1, WHOLE_ROLLOUT),
          new Trouble("3× errors", 3, 1, WHOLE_ROLLOUT),
          new Trouble("10× errors", 10, 1, WHOLE_ROLLOUT),
          new Trouble("all requests fail", Double.POSITIVE_INFINITY, 1, WHOLE_ROLLOUT),
          new Trouble("1.2× p99 (tolerated)", 1, 1.2, WHOLE_ROLLOUT),
          new Trouble("1.5× p99", 1, 1.5, WHOLE_ROLLOUT),
          new Trouble("3× p99", 1, 3, WHOLE_ROLLOUT),
          COLD);

  @Override
  public String name() {
    return "judge";
  }

  @Override
  public String shows() {
    return "simulated rollouts: false alarms and detection, beside the rules of others";
  }

  @Override
  public Report run(Effort effort) {
    int runs = effort.of(10_000, 1_000, 40);
    List<Trial> calm = new ArrayList<>();
    for (int i = 0; i < IDENTICAL.size(); i++) {
      calm.add(Trial.of(IDENTICAL.get(i), runs, CALIBRATION_SECONDS, 1, 0, 100 + i));
    }
    int troubled = effort.of(2_000, 200, 10);
    List<Trial> trouble = new ArrayList<>();
    for (int i = 0; i < TROUBLES.size(); i++) {
      trouble.add(Trial.of(power(TROUBLES.get(i)), troubled, POWER_SECONDS, TOLERANCE, 0, 200 + i));
    }
    // The same data as without the warm-up.
    Trial warmedUp =
        Trial.of(power(COLD), troubled, POWER_SECONDS, TOLERANCE, 60, 200 + TROUBLES.indexOf(COLD));
    return report(runs, calm, trouble, warmedUp, UnlikeFleets.run(effort));
  }

  private static Setting power(Trouble trouble) {
    return new Setting(1_000, 0.1, 0.01, 0.32, false, trouble);
  }

  private Report report(
      int runs, List<Trial> calm, List<Trial> trouble, Trial warmedUp, UnlikeFleets unlike) {
    Map<String, Object> raw = raw(calm, trouble, warmedUp);
    raw.put("unlike fleets", unlike.raw());
    double worst = calm.stream().mapToDouble(trial -> own(trial).upperBound()).max().orElse(1);
    Verdicts dead = own(trouble.get(4));
    return new Report(
        name(),
        "The judge, beside other rules",
        method(runs),
        calibration(calm),
        List.of(
            Goal.atMost(
                "false rollbacks in the worst of 12 settings, 99 % bound",
                100 * worst, 100 * ALPHA, "%"),
            unlike.goal(ALPHA),
            Goal.atMost("total failure to ROLL_BACK, median", dead.medianSeconds(), 3, "s"),
            Goal.atMost(
                "cold cache with a warm-up, rolled back, 99 % bound",
                100 * own(warmedUp).upperBound(), 100 * ALPHA, "%")),
        remarks(trouble),
        chart(calm),
        Stream.concat(
                Stream.of(
                    new Report.Titled(
                        "How soon trouble is seen",
                        List.of(
                            "1,000 requests a second, 10 % of them to the candidate, 1 % errors, bursts of"
                                + " 0.32; %,d rollouts each, watched for %d s. Tolerated are %s times the"
                                    .formatted(
                                        trouble.getFirst().runs(),
                                        POWER_SECONDS,
                                        Double.toString(TOLERANCE))
                                + " errors and 1.3 times p99. Seconds and the candidate's requests until"
                                + " ROLL_BACK: median and 95th percentile over all rollouts; a dash where"
                                + " fewer were rolled back."),
                        detection(trouble, warmedUp))),
                unlike.tables().stream())
            .toList(),
        raw);
  }

  private static List<String> method(int runs) {
    return List.of(
        "%,d rollouts of identical versions in each of twelve settings, %d seconds long, a look every"
                .formatted(runs, CALIBRATION_SECONDS)
            + " second: how many are rolled back, and by whom, on the same data. Ingot's judge is the"
            + " one that it ships: a limit and a comparison of errors and a comparison of p99, α = 1 %"
            + " over the three, nothing tolerated (ratio 1), which is the hardest case. In brackets is"
            + " the upper end of the 99 % confidence interval of Clopper and Pearson, which is to be at"
            + " most α. With 4,000 rollouts it can be only when at most 25 of them are rolled back, with"
            + " 10,000 at most 77; with 1,000 (--quick) at most 2.",
        "Requests are Poisson, errors and slow requests too, with a gamma factor of each fleet and"
            + " second for itself (bursts: its coefficient of variation); drift is a day's rise and fall"
            + " by half, of traffic and of errors, within the rollout. Latencies are lognormal with p99"
            + " 3.2 times p50. The limit of errors is 5 %, or six times the errors where that is more:"
            + " bursts of 0.71 on 5 % would break a lower promise in earnest.",
        "The others: a z-test of two shares at every look (α = 1 %, halved over the two metrics);"
            + " Kayenta's rule as its source has it (Mann-Whitney, 98 % confidence, ±25 % of the"
            + " Hodges-Lehmann estimate) on each second's shares, looked at every ten seconds, its"
            + " interval from the ordered differences without the correction for ties; counting as an"
            + " analysis of Argo Rollouts does, a second at a time, the candidate's errors against the"
            + " limit and its p99 against 1.3 times the live one's before.");
  }

  private static Table calibration(List<Trial> trials) {
    List<String> head = new ArrayList<>(List.of("identical versions"));
    trials.getFirst().verdicts().forEach(verdicts -> head.add(verdicts.name()));
    return new Table(
        head,
        trials.stream()
            .map(
                trial ->
                    Stream.concat(
                            Stream.of(trial.setting().words()),
                            trial.verdicts().stream().map(Judging::share))
                        .toList())
            .toList());
  }

  static String share(Verdicts verdicts) {
    return String.format(
        Locale.ROOT, "%.2f %% (%.2f)", 100 * verdicts.share(), 100 * verdicts.upperBound());
  }

  private static Table detection(List<Trial> trials, Trial warmedUp) {
    List<List<String>> rows = new ArrayList<>();
    trials.forEach(trial -> trial.verdicts().forEach(v -> rows.add(row(trial, v, v.name()))));
    rows.add(row(warmedUp, own(warmedUp), "Ingot, warmup: 60s"));
    return new Table(
        List.of("trouble", "judged by", "rolled back", "s p50", "s p95", "requests p50", "p95"),
        rows);
  }

  private static List<String> row(Trial trial, Verdicts verdicts, String who) {
    return List.of(
        trial.setting().trouble().name(),
        who,
        String.format(Locale.ROOT, "%.1f %%", 100 * verdicts.share()),
        known(verdicts.medianSeconds()),
        known(verdicts.p95Seconds()),
        known(verdicts.medianRequests()),
        known(verdicts.p95Requests()));
  }

  static String known(double value) {
    return Double.isNaN(value) ? "–" : figure(value);
  }

  private static List<String> remarks(List<Trial> trouble) {
    return List.of(
        "A comparison multiplies its evidence by at most 1.95 a tick, so it takes ten ticks at the"
            + " least for α = 1 % over three gates; what has to be seen sooner is the limit's. Rules that"
            + " see slight trouble sooner here are those that roll back identical versions above.",
        "What falls short: of 1.5 times the errors against a tolerated 1.2, %.0f %% of rollouts are"
                .formatted(100 * own(trouble.getFirst()).share())
            + " rolled back, of twice the errors %.0f %%,"
                .formatted(100 * own(trouble.get(1)).share())
            + " in %d s at this traffic; such a step advances when its bake is over. The"
                .formatted(POWER_SECONDS)
            + " simulation knows no correlation between seconds, no single bad instance (see"
            + " [0021](../decisions/0021-each-live-instance-left-out-in-turn.md)), and one step"
            + " a rollout; a rollout of more steps has its α split further, which takes a few ticks"
            + " more. Kayenta is meant for longer analyses of minute-long points, and the others'"
            + " thresholds can be tuned to a service; this is what they do untuned, as given above.");
  }

  private static Chart chart(List<Trial> calm) {
    return new Chart(
        "Identical versions rolled back (α = 1 %)",
        "percent",
        Chart.Scale.LINEAR,
        calm.getFirst().verdicts().stream().map(Verdicts::name).toList(),
        calm.stream()
            .map(
                trial ->
                    new Chart.Group(
                        trial.setting().words(),
                        trial.verdicts().stream().map(v -> 100 * v.share()).toList()))
            .toList());
  }

  private static Verdicts own(Trial trial) {
    return trial.verdicts().getFirst();
  }

  private static Map<String, Object> raw(List<Trial> calm, List<Trial> trouble, Trial warmedUp) {
    Map<String, Object> all = new LinkedHashMap<>();
    calm.forEach(trial -> all.put("identical: " + trial.setting().words(), raw(trial)));
    trouble.forEach(trial -> all.put("trouble: " + trial.setting().trouble().name(), raw(trial)));
    all.put("trouble: " + COLD.name() + ", warmup 60 s", raw(warmedUp));
    return all;
  }

  static Map<String, Object> raw(Trial trial) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (Verdicts verdicts : trial.verdicts()) {
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("rollouts", verdicts.runs());
      figures.put("rolled back", verdicts.rolledBack());
      figures.put("99 % bound", verdicts.upperBound());
      figures.put("seconds p50", orText(verdicts.medianSeconds()));
      figures.put("seconds p95", orText(verdicts.p95Seconds()));
      figures.put("requests p50", orText(verdicts.medianRequests()));
      figures.put("requests p95", orText(verdicts.p95Requests()));
      all.put(verdicts.name(), figures);
    }
    return all;
  }

  /** JSON has no NaN. */
  private static Object orText(double value) {
    return Double.isNaN(value) ? "not reached" : value;
  }
}
