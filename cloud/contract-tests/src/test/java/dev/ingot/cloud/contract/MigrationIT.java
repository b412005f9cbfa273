package dev.ingot.cloud.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.Cloud;
import dev.ingot.cloud.Clouds;
import dev.ingot.cloud.FleetManager.Extras;
import dev.ingot.cloud.FleetManager.FleetSpec;
import dev.ingot.cloud.FleetManager.FleetState;
import dev.ingot.cloud.FleetManager.Volume;
import dev.ingot.cloud.Migration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs before there is a fleet, and what outlives it. */
class MigrationIT extends InstancesOnSandbox {
  /** Instances do not see the sandbox's own folder. */
  @TempDir private Path seen;

  @Test
  void aMigrationRunsOnceWithSettingsAndSecretsBeforeThereIsAGroup() throws Exception {
    Path runs = seen.resolve("runs");
    FleetSpec spec =
        spec("moves", Map.of("GREETING", "it's 5 o'clock"), Map.of("PEM", "ssm:/shop/pem"));
    Migration.Hook hook =
        new Migration.Hook(
            "test -f README; printf '%s|%s|%s\n' \"$GREETING\" \"$PEM\" \"$PORT\" >> " + runs,
            Duration.ofMinutes(2));

    await(() -> cloud.fleets().migrate(spec, hook) instanceof Migration.Succeeded);
    try (Cloud reopened = Clouds.open(environment)) {
      assertThat(reopened.fleets().migrate(spec, hook)).isEqualTo(new Migration.Succeeded());
    }

    assertThat(Files.readString(runs)).isEqualTo("it's 5 o'clock|" + PEM + "|8080\n");
    FleetState half = cloud.fleets().find(spec.name()).orElseThrow();
    assertThat(half.complete()).isFalse();
    assertThat(half.instances()).isEmpty();
    cloud.fleets().ensure(spec);
    await(() -> healthy(spec));
    retire(spec);
    assertThat(alive()).isEmpty();
  }

  @Test
  void aMigrationThatFailsSaysWhyAndIsNotRunAgain() throws Exception {
    Path runs = seen.resolve("failed-runs");
    FleetSpec spec = spec("fails", Map.of(), Map.of());
    Migration.Hook hook =
        new Migration.Hook(
            "echo once >> %s; echo 'relation shop does not exist' >&2; exit 3".formatted(runs),
            Duration.ofMinutes(2));

    Migration.Failed failed = failed(spec, hook);
    assertThat(failed.reason()).isEqualTo("it ended with exit code 3");
    assertThat(failed.log()).contains("relation shop does not exist");
    try (Cloud reopened = Clouds.open(environment)) {
      assertThat(reopened.fleets().migrate(spec, hook)).isEqualTo(failed);
    }

    assertThat(Files.readString(runs)).isEqualTo("once\n");
    retire(spec);
    assertThat(alive()).isEmpty();
  }

  @Test
  void aMigrationThatTakesTooLongIsStoppedAndItsLastWordsAreKept() {
    FleetSpec spec = spec("lasts", Map.of(), Map.of());
    Migration.Failed failed =
        failed(spec, new Migration.Hook("echo 'locked by 7'; sleep 600", Duration.ofSeconds(2)));

    assertThat(failed.reason()).isEqualTo("it did not end within 2s");
    assertThat(failed.log()).contains("locked by 7").contains("stopped after 2 s");
    retire(spec);
  }

  @Test
  void aMigrationWhoseInstanceGoesAwayIsNotRunAgain() {
    FleetSpec spec = spec("loses", Map.of(), Map.of());
    Migration.Hook hook = new Migration.Hook("sleep 600", Duration.ofMinutes(5));
    await(
        () ->
            cloud.fleets().migrate(spec, hook) instanceof Migration.Running running
                && running.phase().equals("running"));
    alive().forEach(id -> ec2.terminateInstances(r -> r.instanceIds(id)));

    assertThat(failed(spec, hook).reason()).contains("went away").contains("not run again");
    retire(spec);
  }

  @Test
  void aSmokeTestRunsOnceAgainstThePreviewOfAFleetWithoutUsers() throws Exception {
    Path runs = seen.resolve("smoke-runs");
    FleetSpec spec = spec("smokes", Map.of("GREETING", "hello"), Map.of());
    cloud.fleets().ensure(spec);
    await(() -> healthy(spec));
    Migration.Hook hook =
        new Migration.Hook(
            "curl -fsS -o /dev/null -H \"Host: $PREVIEW_HOST\" -H \"$PREVIEW_HEADER\""
                + " \"$PREVIEW_URL%s\"; echo \"$GREETING\" >> %s"
                    .formatted(spec.healthPath(), runs),
            Duration.ofMinutes(2));

    await(() -> cloud.fleets().smoke(spec, hook) instanceof Migration.Succeeded);
    assertThat(cloud.fleets().smoke(spec, hook)).isEqualTo(new Migration.Succeeded());

    assertThat(Files.readString(runs)).isEqualTo("hello\n");
    retire(spec);
    assertThat(alive()).isEmpty();
  }

  private Migration.Failed failed(FleetSpec spec, Migration.Hook hook) {
    return (Migration.Failed)
        Awaitility.await()
            .pollInterval(Duration.ofMillis(250))
            .atMost(PATIENCE)
            .until(
                () -> cloud.fleets().migrate(spec, hook),
                migration -> !(migration instanceof Migration.Running));
  }

  @Test
  void whatIsWrittenToAVolumeIsThereForTheNextInstance() throws Exception {
    FleetSpec plain = spec("keeps", Map.of(), Map.of());
    FleetSpec spec =
        new FleetSpec(
            plain.name(),
            plain.service(),
            plain.deploymentId(),
            plain.generation(),
            plain.imageId(),
            1,
            1,
            1,
            plain.instanceType(),
            plain.healthPath(),
            plain.port(),
            Map.of(),
            Map.of(),
            new Extras(
                Optional.empty(),
                Optional.empty(),
                List.of(new Volume("fs-0a1b2c3d", Optional.empty(), "/", "/mnt/uploads", false))));
    Migration.Hook hook =
        new Migration.Hook(
            "echo kept > \"${INGOT_ROOT:-}/mnt/uploads/file\"", Duration.ofMinutes(2));
    await(() -> cloud.fleets().migrate(spec, hook) instanceof Migration.Succeeded);
    await(() -> alive().isEmpty());

    cloud.fleets().ensure(spec);
    serve(spec);
    await(() -> healthy(spec));

    assertThat(seen(spec, "UPLOADED")).isEqualTo("kept");
    assertThat(Files.readString(folder.resolve("file-systems/fs-0a1b2c3d/file")))
        .isEqualTo("kept\n");
    retire(spec);
  }
}
