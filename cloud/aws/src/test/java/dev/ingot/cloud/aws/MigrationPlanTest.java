package dev.ingot.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.cloud.aws.BakePlan.BuilderSeen;
import dev.ingot.cloud.aws.BakePlan.BuilderStatus;
import dev.ingot.cloud.aws.BakePlan.CommandStatus;
import dev.ingot.cloud.aws.MigrationPlan.Observed;
import dev.ingot.cloud.aws.MigrationPlan.Step;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MigrationPlanTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

  private static Step next(boolean begun, int used, BuilderSeen runner, Instant now) {
    return MigrationPlan.next(new Observed(begun, Optional.of(runner), used, now));
  }

  private static BuilderSeen runner(BuilderStatus status, boolean online, CommandStatus command) {
    return new BuilderSeen(status, NOW, online, command, Optional.empty());
  }

  private static BuilderSeen running(boolean online, CommandStatus command) {
    return runner(BuilderStatus.RUNNING, online, command);
  }

  @Test
  void launchesAnInstanceAndBeginsOnceItIsOnline() {
    assertThat(MigrationPlan.next(new Observed(false, Optional.empty(), 0, NOW)))
        .isEqualTo(new Step.Launch());
    assertThat(next(false, 1, runner(BuilderStatus.PENDING, false, CommandStatus.NONE), NOW))
        .isInstanceOf(Step.Wait.class);
    assertThat(next(false, 1, running(false, CommandStatus.NONE), NOW))
        .isInstanceOf(Step.Wait.class);
    assertThat(next(false, 1, running(true, CommandStatus.NONE), NOW)).isEqualTo(new Step.Begin());
  }

  @Test
  void beginsAgainOnTheSameInstanceWhenTheCommandsIdGotLost() {
    assertThat(next(true, 1, running(true, CommandStatus.NONE), NOW)).isEqualTo(new Step.Begin());
  }

  @Test
  void endsAsTheCommandEnds() {
    assertThat(next(true, 1, running(true, CommandStatus.RUNNING), NOW))
        .isEqualTo(new Step.Wait("running"));
    assertThat(next(true, 1, running(true, CommandStatus.SUCCEEDED), NOW))
        .isEqualTo(new Step.Succeed());
    assertThat(next(true, 1, running(true, CommandStatus.FAILED), NOW))
        .isEqualTo(new Step.FailWithItsWords());
    assertThat(next(true, 1, running(true, CommandStatus.UNDELIVERABLE), NOW))
        .isInstanceOf(Step.Fail.class);
  }

  @Test
  void isNotRunAgainWhereItMayHaveBegun() {
    assertThat(MigrationPlan.next(new Observed(true, Optional.empty(), 0, NOW)))
        .isInstanceOf(Step.Fail.class);
    assertThat(next(true, 1, runner(BuilderStatus.TERMINATED, false, CommandStatus.NONE), NOW))
        .isInstanceOf(Step.Fail.class);
    assertThat(next(true, 1, runner(BuilderStatus.STOPPED, false, CommandStatus.RUNNING), NOW))
        .isInstanceOf(Step.Fail.class);
  }

  @Test
  void replacesOneInstanceThatNeverCameOnlineAndNoMore() {
    Instant late = NOW.plus(BakePlan.ONLINE_BY);
    assertThat(next(false, 1, running(false, CommandStatus.NONE), late))
        .isEqualTo(new Step.Replace());
    assertThat(next(false, 1, runner(BuilderStatus.TERMINATED, false, CommandStatus.NONE), late))
        .isEqualTo(new Step.Launch());
    assertThat(next(false, 2, running(false, CommandStatus.NONE), late))
        .isInstanceOf(Step.Fail.class);
  }
}
