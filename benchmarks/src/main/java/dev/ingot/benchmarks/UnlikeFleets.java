package dev.ingot.benchmarks;

import static dev.ingot.benchmarks.report.Figures.figure;

import dev.ingot.benchmarks.report.Goal;
import dev.ingot.benchmarks.report.Report;
import dev.ingot.benchmarks.report.Table;
import dev.ingot.benchmarks.rollouts.Setting;
import dev.ingot.benchmarks.rollouts.Setting.Fleets;
import dev.ingot.benchmarks.rollouts.Setting.Trouble;
import dev.ingot.benchmarks.rollouts.Trial;
import dev.ingot.benchmarks.rollouts.Trial.Verdicts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Fleets of unlike numbers of instances that burst each for itself, of which the source tells only
 * what they come to together.
 */
final class UnlikeFleets {
  private static final int SECONDS = 60;
  private static final double BURST = 0.71;
  private static final double ERRORS = 0.01;
  private static final int CANDIDATES_REQUESTS = 200;
  private static final int LIVES_REQUESTS = 400;
  private static final double TOLERANCE = 1.2;
  private static final int ALWAYS = Integer.MAX_VALUE;

  private static final List<Fleets> IDENTICAL =
      List.of(
          new Fleets(8, 2),
          new Fleets(8, 1),
          new Fleets(4, 1),
          new Fleets(2, 1),
          new Fleets(10, 2),
          new Fleets(1, 1),
          new Fleets(2, 8));

  private static final List<Fleets> TROUBLED =
      List.of(new Fleets(2, 2), new Fleets(8, 2), new Fleets(8, 1));

  private static final List<Trouble> TROUBLES =
      List.of(
          new Trouble("2× errors", 2, 1, ALWAYS),
          new Trouble("3× errors", 3, 1, ALWAYS),
          new Trouble("10× errors", 10, 1, ALWAYS),
          new Trouble("all requests fail", Double.POSITIVE_INFINITY, 1, ALWAYS));

  private final List<Trial> strict = new ArrayList<>();
  private final List<Trial> tolerant = new ArrayList<>();
  private final List<Trial> trouble = new ArrayList<>();

  private UnlikeFleets() {}

  /** Simulates them; what comes out depends on the effort alone. */
  static UnlikeFleets run(Effort effort) {
    UnlikeFleets all = new UnlikeFleets();
    int runs = effort.of(4_000, 1_000, 20);
    for (int i = 0; i < IDENTICAL.size(); i++) {
      Setting same = setting(IDENTICAL.get(i), Trouble.NONE);
      all.strict.add(Trial.ownOf(same, runs, SECONDS, 1, 300 + i));
      all.tolerant.add(Trial.ownOf(same, runs, SECONDS, TOLERANCE, 320 + i));
    }
    int troubled = effort.of(2_000, 200, 10);
    for (Fleets fleets : TROUBLED) {
      for (Trouble each : TROUBLES) {
        Setting worse = setting(fleets, each);
        all.trouble.add(Trial.ownOf(worse, troubled, SECONDS, TOLERANCE, 340 + all.trouble.size()));
      }
    }
    return all;
  }

  private static Setting setting(Fleets fleets, Trouble trouble) {
    int candidates = fleets.candidate() * CANDIDATES_REQUESTS;
    int requests = candidates + fleets.live() * LIVES_REQUESTS;
    return new Setting(
        requests, (double) candidates / requests, ERRORS, BURST, false, fleets, trouble);
  }

  Goal goal(double alpha) {
    double worst = 0;
    for (int i = 0; i < strict.size(); i++) {
      worst = Math.max(worst, own(strict.get(i)).upperBound());
      worst = Math.max(worst, own(tolerant.get(i)).upperBound());
    }
    return Goal.atMost(
        "false rollbacks in the worst of %d with unlike fleets, 99 %% bound"
            .formatted(strict.size() + tolerant.size()),
        100 * worst,
        100 * alpha,
        "%");
  }

  List<Report.Titled> tables() {
    return List.of(
        new Report.Titled(
            "Fleets of unlike size",
            List.of(
                ("Of a load balancer and of Prometheus whole fleets are known, and not how many"
                        + " instances they have. Here each instance bursts for itself (a coefficient"
                        + " of variation of %s), with %d requests a second to each of the"
                        + " candidate's and %d to each live one, of which %s %% fail; %,d rollouts"
                        + " of identical versions each, %d seconds long, judged as above. In"
                        + " brackets again the upper end of the 99 %% interval.")
                    .formatted(
                        BURST,
                        CANDIDATES_REQUESTS,
                        LIVES_REQUESTS,
                        figure(100 * ERRORS),
                        strict.getFirst().runs(),
                        SECONDS)),
            new Table(
                List.of("candidate's instances beside live ones", "ratio 1", "tolerate: 1.2x"),
                identical())),
        new Report.Titled(
            "How soon trouble is seen there",
            List.of(
                "The same fleets, worse candidates, tolerate: 1.2x; %,d rollouts each."
                    .formatted(trouble.getFirst().runs())),
            new Table(
                List.of(
                    "candidate's instances beside live ones",
                    "trouble",
                    "rolled back",
                    "s p50",
                    "s p95"),
                trouble.stream().map(UnlikeFleets::detected).toList())));
  }

  private List<List<String>> identical() {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < strict.size(); i++) {
      rows.add(
          List.of(
              strict.get(i).setting().fleets().words(),
              Judging.share(own(strict.get(i))),
              Judging.share(own(tolerant.get(i)))));
    }
    return rows;
  }

  private static List<String> detected(Trial trial) {
    Verdicts verdicts = own(trial);
    return List.of(
        trial.setting().fleets().words(),
        trial.setting().trouble().name(),
        String.format(Locale.ROOT, "%.1f %%", 100 * verdicts.share()),
        Judging.known(verdicts.medianSeconds()),
        Judging.known(verdicts.p95Seconds()));
  }

  private static Verdicts own(Trial trial) {
    return trial.verdicts().getFirst();
  }

  Map<String, Object> raw() {
    Map<String, Object> all = new LinkedHashMap<>();
    strict.forEach(t -> all.put("identical, ratio 1: " + words(t), Judging.raw(t)));
    tolerant.forEach(t -> all.put("identical, ratio 1.2: " + words(t), Judging.raw(t)));
    trouble.forEach(t -> all.put(t.setting().trouble().name() + ": " + words(t), Judging.raw(t)));
    return all;
  }

  private static String words(Trial trial) {
    return trial.setting().fleets().words();
  }
}
