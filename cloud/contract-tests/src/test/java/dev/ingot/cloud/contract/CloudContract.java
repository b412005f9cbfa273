package dev.ingot.cloud.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.Latency;
import dev.ingot.cloud.Migration;
import dev.ingot.cloud.Telemetry;
import dev.ingot.cloud.Telemetry.Tick;
import dev.ingot.cloud.contract.Rig.Feature;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every cloud promises: of images, fleets and routes, and of what is here. */
abstract class CloudContract extends TrafficContract {
  // --- migrations ---

  @Test
  void aMigrationRunsBeforeTheFleetIsMadeAndIsFoundAgain() {
    needs(Feature.BUILDS);
    FleetSpec spec = spec("a", 1);
    Migration.Hook hook = new Migration.Hook("echo migrating", Duration.ofMinutes(1));

    await(
        "the migration to succeed",
        () -> cloud.fleets().migrate(spec, hook) instanceof Migration.Succeeded);

    assertThat(found(spec).complete()).isFalse();
    assertThat(found(spec).instances()).isEmpty();
    try (Cloud reopened = rig.reopened()) {
      assertThat(reopened.fleets().migrate(spec, hook)).isEqualTo(new Migration.Succeeded());
    }
    assertThat(cloud.fleets().ensure(spec).complete()).isTrue();
  }

  @Test
  void aFleetThatWasOnlyMigratedIsRetiredLikeAnyOther() {
    needs(Feature.BUILDS);
    FleetSpec spec = spec("a", 1);
    cloud.fleets().migrate(spec, new Migration.Hook("sleep 60", Duration.ofMinutes(1)));

    retire(spec.name());

    assertThat(cloud.fleets().find(spec.name())).isEmpty();
  }

  // --- telemetry ---

  @Test
  void nothingIsKnownOfAFleetThatIsNotThere() {
    Instant now = Instant.now();

    assertThat(cloud.telemetry().ticks("no-such-fleet", now.minusSeconds(600), now))
        .isNotEmpty()
        .allSatisfy(tick -> assertThat(tick.known()).isFalse());
  }

  @Test
  void ticksAreWholeAndInOrder() {
    Telemetry telemetry = cloud.telemetry();
    Instant now = Instant.now();

    List<Tick> ticks = telemetry.ticks("no-such-fleet", now.minusSeconds(600), now.plusSeconds(60));

    assertThat(ticks).extracting(Tick::start).isSorted().doesNotHaveDuplicates();
    assertThat(ticks)
        .allSatisfy(
            t -> {
              assertThat(t.start().toEpochMilli() % telemetry.tick().toMillis()).isZero();
              assertThat(t.start()).isAfterOrEqualTo(now.minusSeconds(600));
              assertThat(t.start().plus(telemetry.tick()).plus(telemetry.delay()))
                  .isBeforeOrEqualTo(Instant.now());
            });
  }

  @Test
  void aFleetInUseWithoutRequestsHadNone() {
    needs(Feature.EXPLICIT_ZEROS);
    FleetSpec spec = spec("a", 1);
    cloud.fleets().ensure(spec);
    cloud.traffic().shift(live(spec));

    await("a tick that is known to be empty", () -> ticks(spec).stream().anyMatch(Tick::known));

    assertThat(ticks(spec))
        .filteredOn(Tick::known)
        .allSatisfy(t -> assertThat(t.requests()).isZero());
  }

  @Test
  void requestsAreCounted() {
    needs(Feature.REQUESTS);
    FleetSpec spec = spec("a", 1);
    cloud.fleets().ensure(spec);
    cloud.traffic().shift(live(spec));
    await("a healthy instance", () -> found(spec).healthy() == 1);

    rig.send(service, spec.name(), 20);

    await("twenty requests", () -> ticks(spec).stream().mapToLong(Tick::requests).sum() == 20);
    assertThat(ticks(spec).stream().mapToLong(Tick::errors).sum()).isZero();
    await("twenty answers, by how long they took", () -> answers(spec) == 20);
  }

  @Test
  void nothingIsKnownOfHowLongAnswersTookWhereThereWereNone() {
    Instant now = Instant.now();

    assertThat(cloud.telemetry().latencies("no-such-fleet", now.minusSeconds(600), now))
        .isNotEmpty()
        .allSatisfy(latency -> assertThat(latency).isInstanceOf(Latency.Unknown.class));
    assertThat(cloud.fleets().endpoints("no-such-fleet")).isEmpty();
  }
}
