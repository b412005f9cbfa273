package dev.ingot.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.aws.BakePlan.BuilderSeen;
import dev.ingot.cloud.aws.BakePlan.BuilderStatus;
import dev.ingot.cloud.aws.BakePlan.CommandStatus;
import dev.ingot.cloud.aws.BakePlan.ImageStatus;
import dev.ingot.cloud.aws.BakePlan.Observed;
import dev.ingot.cloud.aws.BakePlan.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BakePlanTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
  private static final Instant DEADLINE = NOW.plus(Duration.ofMinutes(20));

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void takesTheNextStep(String situation, Observed seen, Class<? extends Step> step) {
    assertThat(BakePlan.next(seen)).isInstanceOf(step);
  }

  static Stream<Arguments> table() {
    return Stream.of(
        row("nothing yet", seen(ImageStatus.NONE, false, 0), Step.Upload.class),
        row("archive stored", seen(ImageStatus.NONE, true, 0), Step.Launch.class),
        row("builder boots", builder(BuilderStatus.PENDING, CommandStatus.NONE), Step.Wait.class),
        row("agent silent", builder(BuilderStatus.RUNNING, CommandStatus.NONE), Step.Wait.class),
        row("agent online", online(true), Step.SendCommand.class),
        row("online, archive gone", online(false), Step.Upload.class),
        row("builds", builder(BuilderStatus.RUNNING, CommandStatus.RUNNING), Step.Wait.class),
        row("built", builder(BuilderStatus.RUNNING, CommandStatus.SUCCEEDED), Step.Stop.class),
        row("stops", builder(BuilderStatus.STOPPING, CommandStatus.SUCCEEDED), Step.Wait.class),
        row(
            "stopped",
            builder(BuilderStatus.STOPPED, CommandStatus.SUCCEEDED),
            Step.CreateImage.class),
        row("image in the making", seen(ImageStatus.PENDING, false, 1), Step.Wait.class),
        row("image there", seen(ImageStatus.AVAILABLE, false, 1), Step.Finish.class),
        row("image spoilt", seen(ImageStatus.FAILED, false, 1), Step.Fail.class),
        row("build failed", builder(BuilderStatus.RUNNING, CommandStatus.FAILED), Step.Fail.class),
        row(
            "build takes too long",
            builder(BuilderStatus.RUNNING, CommandStatus.TIMED_OUT),
            Step.Fail.class),
        row(
            "stopped by somebody",
            builder(BuilderStatus.STOPPED, CommandStatus.RUNNING),
            Step.Replace.class),
        row(
            "command lost",
            builder(BuilderStatus.RUNNING, CommandStatus.UNDELIVERABLE),
            Step.Replace.class),
        row(
            "terminated by somebody",
            builder(BuilderStatus.TERMINATED, CommandStatus.NONE),
            Step.Upload.class));
  }

  @Test
  void replacesABuilderThatNeverComesOnlineOnce() {
    assertThat(BakePlan.next(silent(1))).isInstanceOf(Step.Replace.class);
    assertThat(BakePlan.next(silent(2)))
        .isInstanceOfSatisfying(
            Step.Fail.class, fail -> assertThat(fail.reason()).contains("online"));
  }

  @Test
  void givesUpAtTheDeadlineButKeepsAnImageThatIsThere() {
    assertThat(BakePlan.next(late(ImageStatus.NONE))).isInstanceOf(Step.Fail.class);
    assertThat(BakePlan.next(late(ImageStatus.PENDING))).isInstanceOf(Step.Fail.class);
    assertThat(BakePlan.next(late(ImageStatus.AVAILABLE))).isInstanceOf(Step.Finish.class);
  }

  @Test
  void saysTheSameOfAFailureAfterACrash() {
    BuilderSeen gone =
        new BuilderSeen(
            BuilderStatus.TERMINATED,
            NOW,
            false,
            CommandStatus.NONE,
            Optional.of("the build failed"));

    assertThat(
            BakePlan.next(
                new Observed(ImageStatus.NONE, true, Optional.of(gone), 1, NOW, DEADLINE)))
        .isEqualTo(new Step.Fail("the build failed"));
  }

  private static Arguments row(String situation, Observed seen, Class<? extends Step> step) {
    return Arguments.of(situation, seen, step);
  }

  private static Observed seen(ImageStatus image, boolean archive, int used) {
    return new Observed(image, archive, Optional.empty(), used, NOW, DEADLINE);
  }

  private static Observed builder(BuilderStatus status, CommandStatus command) {
    return with(new BuilderSeen(status, NOW, false, command, Optional.empty()), false, 1);
  }

  private static Observed online(boolean archive) {
    return with(
        new BuilderSeen(BuilderStatus.RUNNING, NOW, true, CommandStatus.NONE, Optional.empty()),
        archive,
        1);
  }

  private static Observed silent(int used) {
    return with(
        new BuilderSeen(
            BuilderStatus.RUNNING,
            NOW.minus(BakePlan.ONLINE_BY),
            false,
            CommandStatus.NONE,
            Optional.empty()),
        true,
        used);
  }

  private static Observed with(BuilderSeen builder, boolean archive, int used) {
    return new Observed(ImageStatus.NONE, archive, Optional.of(builder), used, NOW, DEADLINE);
  }

  private static Observed late(ImageStatus image) {
    return new Observed(image, true, Optional.empty(), 0, DEADLINE, DEADLINE);
  }
}
