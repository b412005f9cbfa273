package dev.ingot.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.CloudException;
import dev.ingot.cloud.Outage;
import dev.ingot.cloud.Reading;
import dev.ingot.cloud.memory.InMemoryCloud;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.stage.Gate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CloudGateTest {
  private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");
  private static final Outage OUTAGE = new Outage("EC2", NOW.minusSeconds(5), NOW.plusSeconds(5));

  private final List<Outage> outages = new ArrayList<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final CloudsByEnvironment clouds =
      new CloudsByEnvironment(List.of("staging", "production"), this::open);

  private Cloud open(String name) {
    Reading reading =
        new Reading(
            "ingot.cloud.breaker.state",
            "Of a test",
            Reading.Kind.GAUGE,
            Map.of("environment", name),
            () -> outages.size());
    Cloud shown = new MeteredCloud(new InMemoryCloud(), meters, List.of());
    return new Delegate(shown, name.equals("staging") ? outages : List.of(), List.of(reading));
  }

  /** A cloud with outages and readings. */
  private record Delegate(Cloud cloud, List<Outage> outages, List<Reading> readings)
      implements Cloud {
    @Override
    public dev.ingot.cloud.ImageBaker images() {
      return cloud.images();
    }

    @Override
    public dev.ingot.cloud.FleetManager fleets() {
      return cloud.fleets();
    }

    @Override
    public dev.ingot.cloud.TrafficRouter traffic() {
      return cloud.traffic();
    }

    @Override
    public dev.ingot.cloud.Telemetry telemetry() {
      return cloud.telemetry();
    }

    @Override
    public void close() {
      cloud.close();
    }
  }

  private CloudGate<String> gate(Instant now) {
    return new CloudGate<>(clouds, name -> Optional.of(name).filter(n -> !n.isEmpty()), () -> now);
  }

  @Test
  void isOpenBeforeAnyCloudIs() {
    outages.add(OUTAGE);

    assertThat(gate(NOW).closed("staging")).isEmpty();
  }

  @Test
  void isClosedForTheEnvironmentThatHasAnOutage() {
    clouds.get("staging");
    clouds.get("production");
    outages.add(OUTAGE);

    assertThat(gate(NOW).closed("staging").map(Gate.Closed::again)).contains(Duration.ofSeconds(5));
    assertThat(gate(NOW).closed("production")).isEmpty();
    assertThat(gate(NOW).reasons())
        .containsExactly("EC2 of environment 'staging' is away since 2026-11-01T09:59:55Z");
  }

  @Test
  void isClosedForAnEventOfAnyEnvironmentWhenOneHasAnOutage() {
    clouds.get("staging");
    outages.add(OUTAGE);

    assertThat(gate(NOW).closed("")).isPresent();
  }

  @Test
  void oneMayTryWhenTheWaitIsOver() {
    clouds.get("staging");
    outages.add(OUTAGE);

    assertThat(gate(NOW.plusSeconds(6)).closed("staging").map(Gate.Closed::again))
        .contains(Duration.ZERO);
  }

  @Test
  void readingsAreMetricsForAsLongAsTheCloudIsOpen() {
    Cloud metered = MeteredCloud.of(open("staging"), meters);
    outages.add(OUTAGE);

    assertThat(meters.get("ingot.cloud.breaker.state").gauge().value()).isEqualTo(1);
    metered.close();
    assertThat(meters.find("ingot.cloud.breaker.state").gauge()).isNull();
  }

  @Test
  void onlyWhatPassesByItselfIsNoTry() {
    CloudSurprises surprises = new CloudSurprises();

    assertThat(surprises.passes(new CloudException.Throttled("slow down", null)))
        .contains(Duration.ZERO);
    assertThat(
            surprises.passes(
                new IllegalStateException(
                    CloudException.Unavailable.notSent("away", Duration.ofSeconds(7)))))
        .contains(Duration.ofSeconds(7));
    assertThat(surprises.passes(new CloudException.NoCapacity("full", null))).isEmpty();
    assertThat(surprises.passes(new IllegalStateException("a bug"))).isEmpty();
  }
}
