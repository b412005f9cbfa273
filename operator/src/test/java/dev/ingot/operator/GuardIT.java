package dev.ingot.operator;

import static dev.ingot.operator.OnTrial.CANDIDATE;
import static dev.ingot.operator.OnTrial.LIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ingot.sandbox.process.JvmProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ingot guard} in a process of its own, beside a cloud and nothing else. */
@Timeout(300)
class GuardIT {
  @TempDir private Path folder;
  private OnTrial world;

  /** What the rule said, and by when it had said so. */
  private record Sample(Instant answered, int weight) {}

  @BeforeEach
  void start() throws IOException {
    world = new OnTrial(folder);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  private JvmProcess guard(String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("guard"));
    arguments.addAll(List.of(more));
    return JvmProcess.of("guard", Main.class.getName(), folder.resolve("guard.out"))
        .options(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"))
        .environment(world.credentials())
        .arguments(arguments.toArray(String[]::new))
        .start();
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("guard.out"));
  }

  private void awaitSaid(String words) {
    await().atMost(Duration.ofMinutes(1)).until(() -> said().contains(words));
  }

  @Test
  void goesBackWhenTheTimeHasComeAndNotBefore() throws Exception {
    try (JvmProcess guard =
        guard("--environments", world.environments().toString(), "--interval", "500ms")) {
      awaitSaid("guarding environments=production");
      Instant rollbackAt = Instant.now().plusSeconds(3);
      world.shift(rollbackAt);
      List<Sample> samples = new ArrayList<>();
      await()
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(100))
          .until(
              () -> {
                int weight = world.route().weightOf(CANDIDATE);
                samples.add(new Sample(Instant.now(), weight));
                return samples.getLast().weight() == 0;
              });

      Sample back = samples.getLast();
      System.out.printf(
          "measured: back at weight 0 %d ms after rollback-at, looking every 500 ms%n",
          Duration.between(rollbackAt, back.answered()).toMillis());
      assertThat(back.answered()).isAfterOrEqualTo(rollbackAt);
      assertThat(samples.subList(0, samples.size() - 1))
          .extracting(Sample::weight)
          .allMatch(weight -> weight == 25);
      awaitSaid(
          "restored environment=production service=shop live=live candidate=candidate weight=25");
      assertThat(world.route().weightOf(LIVE)).isEqualTo(100);
      assertThat(world.route().rollbackAt()).isEmpty();

      guard.terminate();
      assertThat(guard.exit().get(60, TimeUnit.SECONDS)).isEqualTo(143);
    }
  }

  @Test
  void oneLookIsEnoughForWhatIsDue() throws Exception {
    world.shift(Instant.now().minusSeconds(1));

    try (JvmProcess guard = guard("--once", "--environments", world.environments().toString())) {
      assertThat(guard.exit().get(60, TimeUnit.SECONDS)).as(said()).isZero();
    }

    assertThat(world.route().weightOf(CANDIDATE)).isZero();
    assertThat(said()).contains("restored environment=production", "looked environment=production");
  }

  @Test
  void saysThatTheCloudIsAwayAndThatItsFileIsWrong() throws Exception {
    world.end();
    try (JvmProcess guard = guard("--once", "--environments", world.environments().toString())) {
      assertThat(guard.exit().get(60, TimeUnit.SECONDS)).as(said()).isEqualTo(1);
    }
    assertThat(said()).contains("failed environment=production mayPass=true why=");

    Files.writeString(world.environments(), "environments: {production: {region: nowhere}}\n");
    try (JvmProcess guard = guard("--environments", world.environments().toString())) {
      assertThat(guard.exit().get(60, TimeUnit.SECONDS)).as(said()).isEqualTo(2);
    }
  }
}
