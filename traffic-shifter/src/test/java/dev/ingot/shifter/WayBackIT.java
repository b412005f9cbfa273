package dev.ingot.shifter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudEnvironment;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.Clouds;
import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.ImageBaker.BakeRequest;
import dev.ingot.cloud.ImageBaker.Source;
import dev.ingot.cloud.Outage;
import dev.ingot.cloud.Safeguards;
import dev.ingot.cloud.TrafficRouter.Route;
import dev.ingot.events.CommandKind;
import dev.ingot.events.DeploymentOutcome;
import dev.ingot.events.FleetProvisioned;
import dev.ingot.events.topics.Topics;
import dev.ingot.guard.Guard;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.sandbox.cloud.SandboxCloud;
import dev.ingot.sandbox.cloud.fault.Fault;
import dev.ingot.stage.testkit.Events;
import dev.ingot.stage.testkit.ManualStage;
import dev.ingot.stage.testkit.SettableClock;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that holds calls back holds back the weights, on the real AWS code. */
class WayBackIT {
  private static final Duration LONG = Duration.ofHours(1);

  /** One failure opens a breaker, and nothing closes it before the test is over. */
  private static final Safeguards TOUCHY =
      new Safeguards(new Safeguards.Breaker(1, Duration.ofSeconds(30), 1, LONG, 1), 1);

  /** One call per period and rate. */
  private static final Safeguards SLOW = new Safeguards(Safeguards.DEFAULT.breaker(), 0.0001);

  private static SandboxCloud sandbox;
  private static Cloud admin;
  private Cloud cloud;

  @BeforeAll
  static void start(@TempDir Path folder) {
    sandbox = SandboxCloud.start(folder, 0, 0);
    System.setProperty("aws.accessKeyId", sandbox.bootstrap().accessKeyId());
    System.setProperty("aws.secretAccessKey", sandbox.bootstrap().secretAccessKey());
    admin = Clouds.open(environment());
    admin.fleets().ensure(fleet(Fixtures.LIVE));
    admin.fleets().ensure(fleet(Fixtures.CANDIDATE));
  }

  @AfterAll
  static void stop() {
    admin.close();
    sandbox.close();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @BeforeEach
  void putTheCandidateOnTrial() {
    cloud = Clouds.open(environment(), TOUCHY);
    admin
        .traffic()
        .shift(
            Fixtures.route(
                Map.of(Fixtures.LIVE, 75, Fixtures.CANDIDATE, 25),
                Fixtures.LIVE,
                Fixtures.CANDIDATE,
                Instant.now().minusSeconds(1)));
  }

  @AfterEach
  void heal() {
    sandbox.faults().clear();
    cloud.close();
  }

  private static CloudEnvironment environment() {
    SandboxCloud.Bootstrap bootstrap = sandbox.bootstrap();
    return new CloudEnvironment(
        Events.ENVIRONMENT,
        "aws",
        bootstrap.region(),
        Optional.of(sandbox.endpoint()),
        List.of(bootstrap.subnet()),
        List.of(bootstrap.securityGroup()),
        bootstrap.vpc(),
        bootstrap.listenerArn(),
        "{service}.test",
        Map.of("base", bootstrap.baseImageId()),
        Optional.empty(),
        Optional.empty(),
        "t3.micro",
        bootstrap.bucket(),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        LONG,
        Duration.ofSeconds(1),
        Duration.ofSeconds(1));
  }

  private static FleetSpec fleet(String name) {
    FleetSpec spec = Fixtures.spec(name, 1);
    return new FleetSpec(
        spec.name(),
        spec.service(),
        spec.deploymentId(),
        spec.generation(),
        sandbox.bootstrap().baseImageId(),
        1,
        1,
        1,
        spec.instanceType(),
        spec.healthPath(),
        spec.port(),
        Map.of(),
        Map.of());
  }

  /** A rollout at 25 %, and an operator who wants it gone. */
  private ManualStage<FleetProvisioned> abortedRollout() {
    return Fixtures.stage(cloud, SettableClock.atStart())
        .deliver(Fixtures.rollout())
        .say(Topics.COMMANDS, Events.operatorCommand(CommandKind.ABORT).build());
  }

  private void breakEverything() {
    broken("s3", "S3", () -> cloud.images().look(bake()));
    broken("ssm", "SSM", () -> cloud.images().resolveBase("ssm:/base"));
    broken("monitoring", "CloudWatch", this::measure);
    broken("autoscaling", "Auto Scaling", () -> cloud.fleets().find(Fixtures.LIVE));
    broken("ec2", "EC2", () -> cloud.images().find("a".repeat(64)));
    broken("elasticloadbalancing", "ELBv2", () -> cloud.traffic().current(Events.SERVICE));
    assertThat(cloud.outages()).hasSize(6);
  }

  private void broken(String signedBy, String service, Runnable call) {
    sandbox.faults().always(signedBy + ":*", Fault.internalError());
    assertThatThrownBy(call::run).isInstanceOf(CloudException.Unavailable.class);
    sandbox.faults().clear();
    assertThat(cloud.outages()).extracting(Outage::service).contains(service);
  }

  private void measure() {
    Instant now = Instant.now();
    cloud.telemetry().ticks(Fixtures.LIVE, now.minusSeconds(10), now);
  }

  private static BakeRequest bake() {
    return new BakeRequest(
        Events.SERVICE,
        "a".repeat(64),
        sandbox.bootstrap().baseImageId(),
        new Source() {
          @Override
          public InputStream open() {
            return InputStream.nullInputStream();
          }

          @Override
          public long size() {
            return 0;
          }
        },
        "true",
        Map.of(),
        Instant.now(),
        Duration.ofMinutes(5));
  }

  private static void assertLiveHasAllWeight() {
    assertThat(admin.traffic().current(Events.SERVICE)).contains(Fixtures.liveRoute());
  }

  @Test
  void aRollbackGoesThroughWithEveryBreakerOpen() throws Exception {
    breakEverything();
    ManualStage<FleetProvisioned> stage = abortedRollout();

    stage.look();

    assertLiveHasAllWeight();
    assertThat(stage.only(Topics.OUTCOMES).getOutcome()).isEqualTo(DeploymentOutcome.ABORTED);
    assertThat(cloud.outages()).hasSize(6);
  }

  @Test
  void theGuardGoesThroughWithEveryBreakerOpen() {
    breakEverything();

    Guard.of(new CloudsByEnvironment(List.of(Events.ENVIRONMENT), name -> cloud))
        .forEach(Guard::look);

    assertLiveHasAllWeight();
  }

  @Test
  void aLostRuleIsMadeAgainWithEveryBreakerOpen() {
    breakEverything();
    admin
        .traffic()
        .shift(
            new Route(
                Events.SERVICE, Map.of(), Optional.empty(), Optional.empty(), Optional.empty()));

    cloud.traffic().restoreLive(Fixtures.liveRoute());

    assertLiveHasAllWeight();
  }

  @Test
  void aRollbackWaitsForNoLimiter() throws Exception {
    cloud.close();
    cloud = Clouds.open(environment(), SLOW);
    try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        crowd.execute(this::askOnAndOn);
      }
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> reading("ingot.cloud.limiter.waiting", "elb-describe") > 0);
      for (int weight = 26; reading("ingot.cloud.limiter.refused", "elb-change") == 0; weight++) {
        shiftLimited(weight);
      }
      ManualStage<FleetProvisioned> stage = abortedRollout();

      stage.look();

      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> reading("ingot.cloud.limiter.waiting", "elb-describe") > 0);
      assertThat(stage.only(Topics.OUTCOMES).getOutcome()).isEqualTo(DeploymentOutcome.ABORTED);
      assertLiveHasAllWeight();
      crowd.shutdownNow();
    }
  }

  /** Until it is interrupted; whose turn does not come queues up anew. */
  private void askOnAndOn() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        cloud.traffic().current(Events.SERVICE);
      } catch (CloudException.Throttled refused) {
        assertThat(refused).hasMessageContaining("ELB_DESCRIBE");
      }
    }
  }

  /** Goes through, or is refused by the limiter. */
  private void shiftLimited(int weight) {
    try {
      cloud
          .traffic()
          .shift(
              Fixtures.route(
                  Map.of(Fixtures.LIVE, 100 - weight, Fixtures.CANDIDATE, weight),
                  Fixtures.LIVE,
                  Fixtures.CANDIDATE,
                  Instant.now().minusSeconds(1)));
    } catch (CloudException.Throttled refused) {
      assertThat(refused).hasMessageContaining("ELB_CHANGE");
    }
  }

  private double reading(String name, String rate) {
    return cloud.readings().stream()
        .filter(r -> r.name().equals(name) && rate.equals(r.tags().get("rate")))
        .mapToDouble(r -> r.value().getAsDouble())
        .sum();
  }
}
