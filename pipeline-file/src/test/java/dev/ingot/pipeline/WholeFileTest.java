package dev.ingot.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.events.Baseline;
import dev.ingot.events.CustomMetric;
import dev.ingot.events.EnvironmentPlan;
import dev.ingot.events.Fallback;
import dev.ingot.events.LatencyGate;
import dev.ingot.events.MetricSource;
import dev.ingot.events.Probe;
import dev.ingot.events.SourceKind;
import dev.ingot.events.VerifyPlan;
import dev.ingot.events.Volume;
import dev.ingot.events.Worse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every part of the file becomes the part of the plan that it should, or is refused. */
class WholeFileTest {
  private final EnvironmentPlan plan = Samples.parse(Samples.EVERYTHING).plans().getFirst();
  private final VerifyPlan verify = plan.getVerify();

  @Test
  void fleetRouteHooksAndVolumesAreAsWritten() {
    assertThat(plan.getFleet().getInstanceProfile()).isEqualTo("shop-instance");
    assertThat(plan.getRoute().getHost()).isEqualTo("api.example.com");
    assertThat(plan.getRoute().getPath()).isEqualTo("/api/shop");
    assertThat(plan.getMigrate().getCommand()).isEqualTo("./bin/migrate");
    assertThat(plan.getMigrate().getWithin()).isEqualTo(300_000);
    assertThat(plan.getSecrets()).containsEntry("DB_URL", "ssm:/shop/db-url");
  }

  @Test
  void aliasOfAFileSystemIsResolved() {
    Volume volume = plan.getFleet().getVolumes().getFirst();

    assertThat(volume.getFileSystem()).isEqualTo("fs-0123456789abcdef0");
    assertThat(volume.getAccessPoint()).isEqualTo("fsap-0123456789abcdef0");
    assertThat(volume.getDirectory()).isEqualTo("/shop");
    assertThat(volume.getPath()).isEqualTo("/mnt/uploads");
    assertThat(volume.getReadOnly()).isTrue();
  }

  @Test
  void rolloutIsAsWritten() {
    assertThat(plan.getRollout().getApproveBefore()).containsExactly(100);
    assertThat(plan.getRollout().getApproveWithin()).isEqualTo(7_200_000);
    assertThat(plan.getRollout().getEarly()).isTrue();
  }

  @Test
  void judgingIsAsWritten() {
    assertThat(verify.getLatency())
        .extracting(LatencyGate::getQuantile)
        .containsExactly(0.5, 0.9, 0.99);
    assertThat(verify.getLatency().getLast().getTolerance()).isEqualTo(1.3);
    assertThat(verify.getJudges()).containsExactly("health", "load-test");
    assertThat(verify.getSilence()).isEqualTo(Fallback.PAUSE);
    assertThat(verify.getInconclusive()).isEqualTo(Fallback.ROLL_BACK);
    assertThat(verify.getBaseline()).isEqualTo(Baseline.FRESH);
    assertThat(verify.getSmoke().getWithin()).isEqualTo(120_000);
  }

  @Test
  void sourcesHaveTheirOwnTicks() {
    assertThat(verify.getSources())
        .extracting(MetricSource::getKind)
        .containsExactly(SourceKind.LOAD_BALANCER, SourceKind.PROMETHEUS, SourceKind.SCRAPE);
    assertThat(verify.getSources())
        .extracting(MetricSource::getEvery)
        .containsExactly(1_000L, 15_000L, 5_000L);
    assertThat(verify.getSources().get(1).getEndpoint()).isEqualTo("main");
    assertThat(verify.getSources().get(2).getPath()).isEqualTo("/metrics");
  }

  @Test
  void metricsAreCountersOrHistograms() {
    CustomMetric failures = verify.getMetrics().get(0);
    CustomMetric kept = verify.getMetrics().get(1);
    CustomMetric render = verify.getMetrics().get(2);

    assertThat(failures.getQueries().getCount()).contains("checkout_failures_total");
    assertThat(failures.getLive().getTotal()).contains("$live");
    assertThat(failures.getWorse()).isEqualTo(Worse.HIGHER);
    assertThat(failures.getTolerance()).isEqualTo(1.2);
    assertThat(failures.getLimit()).isEqualTo(0.05);
    assertThat(kept.getWorse()).isEqualTo(Worse.LOWER);
    assertThat(kept.getLimit()).isNull();
    assertThat(render.getQueries().getHistogram()).isEqualTo("render_seconds");
    assertThat(render.getQuantile()).isEqualTo(0.9);
    assertThat(render.getLimit()).isEqualTo(0.25);
    assertThat(render.getTolerance()).isNull();
  }

  @Test
  void probesAreAsWritten() {
    Probe probe = verify.getProbes().getFirst();

    assertThat(probe.getPath()).isEqualTo("/login");
    assertThat(probe.getStatuses()).containsExactly(200, 302);
    assertThat(probe.getBody()).isEqualTo("Sign (in|up)");
    assertThat(probe.getWithin()).isEqualTo(2_000);
    assertThat(probe.getEvery()).isEqualTo(30_000);
    assertThat(probe.getFailures()).isEqualTo(4);
  }

  @Test
  void withoutThePartsNothingOfThemIsInThePlan() {
    EnvironmentPlan bare = Samples.parse(Samples.INGOT).plans().get(1);

    assertThat(bare.getRoute()).isNull();
    assertThat(bare.getMigrate()).isNull();
    assertThat(bare.getFleet().getInstanceProfile()).isNull();
    assertThat(bare.getFleet().getVolumes()).isEmpty();
    assertThat(bare.getRollout().getApproveBefore()).isEmpty();
    assertThat(bare.getVerify().getSources())
        .extracting(MetricSource::getKind)
        .containsExactly(SourceKind.LOAD_BALANCER);
    assertThat(bare.getVerify().getMetrics()).isEmpty();
    assertThat(bare.getVerify().getSmoke()).isNull();
  }

  @Test
  void approvalWithoutMoreIsAskedForBeforeAnyTraffic() {
    String yaml = Samples.INGOT.replace("bake: 2m", "approve: true");

    assertThat(Samples.parse(yaml).plans())
        .allSatisfy(p -> assertThat(p.getRollout().getApproveBefore()).containsExactly(5));
  }

  @Test
  void environmentOverridesKeyByKeyAndListsAsAWhole() {
    String yaml =
        """
        service: shop
        image: {base: debian-12, run: ./run}
        route: {path: /shop}
        volumes: [{fileSystem: uploads, path: /mnt/a}]
        environments:
          - production
          - production-too:
              route: {host: api.example.com}
              volumes: [{fileSystem: uploads, path: /mnt/b}]
        """;
    Environments two =
        Environments.parse(
            Samples.ENVIRONMENTS
                .replace("  staging:", "  production-too:")
                .replace(
                    "artifactBucket: ingot-artifacts\n    tick: 1s\n  production:",
                    """
                    artifactBucket: ingot-artifacts
                        tick: 1s
                        routes: {hosts: [api.example.com]}
                        fileSystems: {uploads: {id: fs-00000001}}
                      production:\
                    """));

    List<EnvironmentPlan> plans = PipelineFile.parse(yaml, two).plans();

    assertThat(plans.get(0).getRoute().getHost()).isEqualTo("shop.example.com");
    assertThat(plans.get(1).getRoute().getHost()).isEqualTo("api.example.com");
    assertThat(plans.get(1).getRoute().getPath()).isEqualTo("/shop");
    assertThat(plans.get(1).getFleet().getVolumes())
        .extracting(Volume::getPath)
        .containsExactly("/mnt/b");
  }

  @ParameterizedTest(name = "{1} -> {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "role: shop-instance | role: books-instance | environments.yaml offers shop-instance",
        "host: api.example.com | host: a.b.apps.example.com | the host 'a.b.apps.example.com' may not be used",
        "path: /api/shop | path: /apis | the path '/apis' may not be used by 'shop' in 'production'",
        "fileSystem: uploads | fileSystem: ledger | the file system 'ledger' may not be used by 'shop'",
        "readOnly: true} | `readOnly: true}\n  - {fileSystem: uploads, path: /mnt/uploads/a}` | overlaps with another volume",
        "before: [100] | before: [99] | [99] is not among the steps [50, 100]",
        "endpoint: main | endpoint: min | the prometheus 'min' may not be used",
        "scrape: {path: /metrics, every: 5s} | | the scrape source is not among verify.sources",
        "loadBalancer: true | loadBalancer: false | 'verify.errors' is measured by the load balancer",
        "loadBalancer: true | loadBalancer: false | 'verify.latency' is measured by the load balancer",
        "good: 'carts_total{kept=\"yes\"}' | good: 'carts total' | must be a metric's name with labels",
        "fleet=\"$live\" | fleet=\"$candidate\" | names $candidate; known here are $live and $tick",
        "[$tick] | [$window] | names $window; known here are $candidate and $tick",
        "checkouts_total{fleet=\"$candidate\"} | checkouts_total | must name the fleet that is asked about",
        "checkouts_total{fleet=\"$candidate\"} | checkouts_total{$candidate} | must have $candidate in quotes",
        "checkouts_total{fleet=\"$candidate\"} | checkouts_total{fle-et=\"$candidate\"} | has the label 'fle-et'",
        "bake: 5m | bake: 3m | where a measurement of the prometheus source takes 15s: write at least 211s",
        "every: 30s | every: 2m | where as many of verify.probes are sent as roll back, each at its 'every'",
        "within: 2s, | within: 60s, | if that is longer, its 'within' and a second for every 4 that are sent again: write at least 367s",
        "- {path: /login | `"
            + "- {path: /a, every: 30s, within: 30s}\n    - {path: /b, every: 30s}\n    "
            + "- {path: /c, every: 30s}\n    - {path: /d, every: 30s}\n    - {path: /login`"
            + " | its 'within' and a second for every 4 that are sent again: write at least 373s",
        "every: 30s | every: 70s | write at least 354s",
        "every: 30s, | | 'failures' counts probes that are sent again",
        "DB_URL: \"ssm:/shop/db-url\" | A: \"ssm:/shop/db-url\" | 'A' is among the settings, too",
      })
  void whatASchemaCannotSayIsRefused(String right, String wrong, String says) {
    assertThat(Samples.EVERYTHING).contains(right);
    String yaml = Samples.EVERYTHING.replace(right, wrong == null ? "" : wrong);

    assertThatThrownBy(() -> Samples.parse(yaml))
        .isInstanceOf(PipelineFileException.class)
        .hasMessageContaining(says);
  }

  @ParameterizedTest(name = "{0} -> {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "alpha: 0.005     | alpha: 0.01    | alpha 0.01 is not enough for 'production': environments.yaml asks for at most 0.005",
        "minRequests: 100 | minRequests: 1 | minRequests 1 is not enough for 'production': environments.yaml asks for at least 100",
        "approve: true    | approve: false | asks for an approval; write approve: true",
      })
  void floorsHold(String floor, String asked, String says) {
    Environments strict =
        Environments.parse(Samples.ENVIRONMENTS.replace("maxInstances: 8", floor));
    String key = asked.startsWith("approve") ? "rollout" : "verify";
    String yaml =
        "service: shop\nimage: {base: debian-12, run: ./run}\n%s: {%s}\nenvironments: [production]\n"
            .formatted(key, asked);

    assertThatThrownBy(() -> PipelineFile.parse(yaml, strict)).hasMessageContaining(says);
  }

  @Test
  void somethingAbsoluteMustBeThereWithoutTheLoadBalancer() {
    String yaml =
        """
        service: shop
        image: {base: debian-12, run: ./run}
        verify:
          sources: {loadBalancer: false, scrape: {}}
          metrics: {m: {source: scrape, bad: a_total, total: b_total, tolerate: 1.2x}}
        environments: [production]
        """;

    assertThatThrownBy(() -> Samples.parse(yaml))
        .hasMessageContaining("without the load balancer nothing has a limit");
    assertThat(Samples.parse(yaml.replace("tolerate: 1.2x", "limit: 5%")).plans()).hasSize(1);
  }

  @Test
  void sectionsAreCheckedEvenWhenTheEnvironmentIsUnknownOrMissing() {
    String yaml = Samples.INGOT.replace("bake: 2m", "bake: soon");

    assertThatThrownBy(() -> Samples.parse(yaml.replace("- staging:", "- stagin:")))
        .hasMessageContaining("did you mean 'staging'?")
        .hasMessageContaining("'rollout.bake' is 'soon'");
    assertThatThrownBy(() -> Samples.parse(yaml.substring(0, yaml.indexOf("environments:"))))
        .hasMessageContaining("'environments' is missing")
        .hasMessageContaining("'rollout.bake' is 'soon'");
  }

  @Test
  void everySyntaxErrorIsToldAsFarAsTheRestCanBeRead() {
    assertThatThrownBy(
            () ->
                Samples.parse(
                    """
                    service: a: b
                    image: {base: debian-12, run: ./run}
                    fleet: [
                    rollout: {}
                    verify: "x
                    environments: [staging]
                    """))
        .isInstanceOfSatisfying(
            PipelineFileException.class,
            e ->
                assertThat(e.problems())
                    .extracting(PipelineFileException.Problem::line)
                    .contains(1, 5));
  }
}
