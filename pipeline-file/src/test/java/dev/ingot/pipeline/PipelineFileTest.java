package dev.ingot.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ingot.events.EnvironmentPlan;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineFileTest {
  @Test
  void readsTheWholeFile() {
    PipelineFile file = Samples.parse(Samples.INGOT);

    assertThat(file.service()).isEqualTo("shop");
    assertThat(file.image().base()).isEqualTo("debian-12");
    assertThat(file.image().build()).contains("./build.sh");
    assertThat(file.image().run()).isEqualTo("./bin/shop");
    assertThat(file.plans())
        .extracting(EnvironmentPlan::getEnvironment)
        .containsExactly("staging", "production");
    EnvironmentPlan production = file.plans().get(1);
    assertThat(production.getFleet().getMinInstances()).isEqualTo(2);
    assertThat(production.getFleet().getMaxInstances()).isEqualTo(6);
    assertThat(production.getRollout().getSteps()).containsExactly(5, 25, 50, 100);
    assertThat(production.getRollout().getBakes())
        .containsExactly(120_000L, 120_000L, 120_000L, 120_000L);
    assertThat(production.getVerify().getErrorLimit()).isEqualTo(0.05);
    assertThat(production.getVerify().getErrorTolerance()).isEqualTo(1.2);
    assertThat(production.getVerify().getMinRequests()).isEqualTo(1);
    assertThat(production.getVerify().getJudges()).containsExactly("health");
    assertThat(production.getSettings()).containsEntry("LOG_LEVEL", "info");
  }

  @Test
  void carriesSecretsAsReferences() {
    String yaml =
        Samples.INGOT.replace(
            "{LOG_LEVEL: info}", "{LOG_LEVEL: info}, secrets: {DB_URL: \"ssm:/shop/db-url\"}");

    assertThat(Samples.parse(yaml).plans().get(1).getSecrets())
        .containsExactly(Map.entry("DB_URL", "ssm:/shop/db-url"));
  }

  @Test
  void environmentOverridesOnlyWhatItNames() {
    EnvironmentPlan staging = Samples.parse(Samples.INGOT).plans().get(0);

    assertThat(staging.getFleet().getMinInstances()).isEqualTo(1);
    assertThat(staging.getFleet().getInstanceType()).isEqualTo("t3.small");
    assertThat(staging.getVerify().getMinRequests()).isZero();
    assertThat(staging.getVerify().getErrorLimit()).isEqualTo(0.05);
    assertThat(staging.getSettings()).isEmpty();
  }

  @Test
  void smallestFileHasDefaultsThatTheJudgeCanWorkWith() {
    EnvironmentPlan plan =
        Samples.parse(
                """
                service: shop
                image: {base: debian-12, run: python3 -m http.server $PORT}
                environments: [staging]
                """)
            .plans()
            .get(0);

    assertThat(plan.getFleet().getMinInstances()).isEqualTo(1);
    assertThat(plan.getFleet().getMaxInstances()).isEqualTo(1);
    assertThat(plan.getFleet().getHealthPath()).isEqualTo("/healthz");
    assertThat(plan.getRollout().getSteps()).containsExactly(5, 25, 50, 100);
    assertThat(plan.getRollout().getBakes()).containsExactly(12_000L, 12_000L, 12_000L, 2_000L);
  }

  @Test
  void bakeCanBeGivenPerStep() {
    PipelineFile file =
        Samples.parse(Samples.INGOT.replace("bake: 2m", "bake: [20s, 30s, 1m, 20s]"));

    assertThat(file.plans().get(0).getRollout().getBakes())
        .containsExactly(20_000L, 30_000L, 60_000L, 20_000L);
  }

  @Test
  void settingsStayTheTextThatWasWritten() {
    PipelineFile file =
        Samples.parse(Samples.INGOT.replace("LOG_LEVEL: info", "A: no, B: 007, C: 1.50, D: ''"));

    assertThat(file.plans().get(1).getSettings())
        .containsEntry("A", "no")
        .containsEntry("B", "007")
        .containsEntry("C", "1.50")
        .containsEntry("D", "");
  }

  @ParameterizedTest(name = "{0} -> {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "service: shop        | service: Shop           | 1:10 | a name of 1 to 40 characters",
        "service: shop        | servise: shop           | 1:1  | did you mean 'service'?",
        "service: shop        | service: !!java.net.URL x | 1:10 | tags (!) are not accepted",
        "service: shop        | service: &a shop        | 1:10 | anchors (&) and aliases (*)",
        "service: shop        | service: *a             | 1:10 | anchors (&) and aliases (*)",
        "service: shop        | service: shop, x        | 1:10 | a name of 1 to 40 characters",
        "base: debian-12      | base:                   | 3:8  | 'image.base' is nothing",
        "build: ./build.sh    | build: ''               | 4:10 | leave the key out",
        "build: ./build.sh    | bild: ./build.sh        | 4:3  | did you mean 'build'?",
        "run: ./bin/shop      | run: [a]                | 5:8  | 'image.run' is a list",
        "run: ./bin/shop      | base: again             | 5:3  | is there twice",
        "min: 2, max: 6       | min: 6, max: 2          | 7:28 | max 2 is below min 6",
        "min: 2, max: 6       | min: 2, max: many       | 7:28 | a whole number from 1 to 1000",
        "min: 2, max: 6       | min: 1, max: 6          | 7:20 | at least 2 instances",
        "min: 2, max: 6       | min: 2, max: 9          | 7:28 | at most 8 instances",
        "type: t3.small       | type: small             | 8:9  | a type such as t3.small",
        "health: /healthz     | health: healthz         | 9:11 | a path such as /healthz",
        "[5, 25, 50, 100]     | [5, 50, 25, 100]        | 11:10 | do not rise: 25 comes after 50",
        "[5, 25, 50, 100]     | [5, 25, 50]             | 11:10 | is not 100; add 100",
        "[5, 25, 50, 100]     | [5, 25, 500, 100]       | 11:18 | a whole number from 1 to 100",
        "[5, 25, 50, 100]     | []                      | 11:10 | a list such as",
        "[5, 25, 50, 100]     | [100]                   | 11:10 | at least 2 steps",
        "bake: 2m             | bake: 11s               | 12:9 | write at least 12s",
        "bake: 2m             | bake: 15s               | 12:9 | write at least 20s",
        "bake: 2m             | bake: [2m, 2m]          | 12:9 | 2 bakes for 4 steps",
        "bake: 2m             | bake: 2 minutes         | 12:9 | such as 90s, 2m or 1h",
        "limit: 5%            | limit: 5                | 14:20 | such as 5%",
        "limit: 5%            | limit: 50%              | 14:20 | below 50%",
        "tolerate: 1.2x       | tolerate: 0.5x          | 14:34 | a factor from 1x",
        "tolerate: 1.2x       | tolerat: 1.2x           | 14:24 | did you mean 'tolerate'?",
        "- staging:           | - stagin:               | 16:5 | did you mean 'staging'?",
        "- staging:           | - production:           | 17:5 | is there twice",
        "settings: {LOG_LEVEL: info} | fleet: {port: 81} | 16:3 | use one port",
        "LOG_LEVEL: info      | PORT: 1                 | 17:29 | not PORT",
      })
  void saysWhereWhatAndTheRemedy(String right, String wrong, String at, String says) {
    String[] place = at.split(":", 2);
    PipelineFileException refusal = refusal(Samples.INGOT.replace(right, wrong));

    assertThat(refusal).hasMessageContaining(says);
    assertThat(refusal.problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.line()).isEqualTo(Integer.parseInt(place[0]));
              assertThat(problem.column()).isEqualTo(Integer.parseInt(place[1]));
              assertThat(problem.what()).contains(says);
            });
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "steps: [99, 100], bake: 2m | {baseline: fresh}| false",
        "steps: [98, 100], bake: 2m | {baseline: fresh}| true",
        "steps: [98, 100], bake: 2m | {baseline: live} | true",
        "steps: [5, 100], bake: 2m  | {baseline: fresh, sources: {loadBalancer: false, scrape: {}}, metrics: {m: {source: scrape, bad: a, total: b, limit: 5%}}} | false",
        "steps: [5, 100], bake: 2m  | {baseline: fresh, sources: {loadBalancer: false, scrape: {}}, metrics: {m: {source: scrape, bad: a, total: b, limit: 5%, tolerate: 2x}}} | true",
      })
  void refusesAFreshBaselineThatNothingWouldBeComparedWith(
      String rollout, String verify, boolean right) {
    String yaml =
        """
        service: shop
        image: {base: debian-12, run: ./run}
        fleet: {instances: {min: 2}}
        rollout: {%s}
        verify: %s
        environments: [production]
        """
            .formatted(rollout, verify);

    if (right) {
      assertThat(Samples.parse(yaml).plans()).hasSize(1);
    } else {
      assertThat(refusal(yaml))
          .hasMessageContaining("nothing would be compared with a fresh baseline in 'production'")
          .satisfies(
              refused ->
                  assertThat(refused.problems())
                      .anySatisfy(problem -> assertThat(problem.line()).isEqualTo(5)));
    }
  }

  @Test
  void tellsEverythingAtOnce() {
    PipelineFileException refusal =
        refusal(
            Samples.INGOT
                .replace("service: shop", "service: Shop")
                .replace("run: ./bin/shop", "rum: ./bin/shop")
                .replace("bake: 2m", "bake: soon"));

    assertThat(refusal.problems()).hasSize(4);
    assertThat(refusal.summary())
        .startsWith("ingot.yaml, line 1, column 10: ")
        .endsWith("(and 3 more)");
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                          | the file is empty",
        "`# nothing\n`               | the file is empty",
        "`~`                         | the file is empty",
        "`just words`                | expected 'key: value' lines",
        "`service: shop\n\timage: 1` | indent with spaces, not with tabs",
        "`service: [`                | not YAML",
        "`a: 1\n---\nb: 2`           | a second document",
        "`service: a\u0007b`          | not YAML",
      })
  void refusesWhatIsNoPipelineFile(String yaml, String says) {
    assertThat(refusal(yaml)).hasMessageContaining(says).hasMessageContaining("ingot.yaml, line ");
  }

  @Test
  void refusesAnAliasBomb() {
    assertThat(refusal("a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nservice: *c\n"))
        .hasMessageContaining("line 1, column 4: anchors (&)");
  }

  @Test
  void refusesWhatIsNestedTooDeep() {
    assertThat(refusal("a: " + "[".repeat(100_000))).hasMessageContaining("nested deeper than 16");
  }

  @Test
  void refusesWhatIsTooLong() {
    assertThat(refusal("#".repeat(10_000_000)))
        .hasMessageContaining("at most 262,144 are accepted");
  }

  @Test
  void refusesTooManyValues() {
    assertThat(refusal("a: [" + "x,".repeat(20_000) + "x]")).hasMessageContaining("10,000 values");
  }

  @Test
  void namesTheBakeThatACloudWatchTickNeeds() {
    Environments slow = Environments.parse(Samples.ENVIRONMENTS.replace("tick: 1s", "tick: 60s"));

    assertThatThrownBy(() -> PipelineFile.parse(Samples.INGOT, slow))
        .hasMessageContaining("bake 2m is too short for the step to 5% in 'production'")
        .hasMessageContaining("write at least 12m");
  }

  @Test
  void emptyOverrideChangesNothing() {
    String yaml = Samples.INGOT.replaceFirst("- staging: .*", "- staging: {fleet: }");

    assertThat(Samples.parse(yaml).plans().get(0).getFleet().getMinInstances()).isEqualTo(2);
  }

  private static PipelineFileException refusal(String yaml) {
    PipelineFileException refusal =
        catchThrowableOfType(PipelineFileException.class, () -> Samples.parse(yaml));
    assertThat(refusal).isNotNull();
    return refusal;
  }
}
