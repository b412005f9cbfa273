package dev.ingot.sandbox.cloud.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.sandbox.cloud.proxy.HealthCheck;
import dev.ingot.sandbox.cloud.proxy.TargetHealth;
import dev.ingot.sandbox.cloud.wire.AwsError;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GroupKeeperTest {
  private final SettableClock clock = new SettableClock();
  private final Account account = Account.empty(clock);
  private final GroupKeeper keeper = new GroupKeeper(account, new InstantCompute());

  @Test
  void launchesWhatIsMissing() {
    Group group = group(2);
    look(2);
    assertThat(group.members()).hasSize(2).allMatch(m -> m.is(Member.Lifecycle.IN_SERVICE));
    assertThat(group.activities())
        .allMatch(activity -> activity.status().equals("Successful"))
        .allMatch(activity -> activity.cause().contains("increasing the capacity from 0 to 2"));
    assertThat(targets().targets()).hasSize(2);
    assertThat(account.tags().of(group.members().iterator().next().instanceId()))
        .containsEntry("aws:autoscaling:groupName", "g");
  }

  @Test
  void drainsBeforeItTerminates() {
    Group group = group(1);
    look(2);
    Member member = group.members().iterator().next();
    group.change(group.settings().sized(0), "a user request");
    look(3);
    assertThat(state(member)).isEqualTo(Instance.State.RUNNING);
    assertThat(targets().target(member.instanceId()).orElseThrow().draining()).isTrue();

    targets().forget(member.instanceId());
    look(2);
    assertThat(state(member)).isEqualTo(Instance.State.TERMINATED);
    assertThat(group.members()).isEmpty();
  }

  @Test
  void doesNotWaitForATargetThatHasNothingLeftToAnswer() {
    Group group = group(1);
    look(2);
    Member member = group.members().iterator().next();
    group.change(group.settings().sized(0), "a user request");
    look(3);
    TargetState target = targets().target(member.instanceId()).orElseThrow();

    target.becomeQuiet();
    look(2);
    assertThat(state(member)).isEqualTo(Instance.State.TERMINATED);
    assertThat(target.state()).isEqualTo(TargetState.State.DRAINING);
  }

  @Test
  void replacesAnUnhealthyInstanceOnceTheGraceIsOver() {
    Group group = group(1);
    look(2);
    Member sick = group.members().iterator().next();
    targets()
        .target(sick.instanceId())
        .orElseThrow()
        .checked(new TargetHealth(TargetHealth.State.UNHEALTHY, "Target.Timeout", "late"));
    look(1);
    assertThat(sick.healthy()).isTrue();

    clock.advance(Duration.ofSeconds(61));
    look(2);
    assertThat(sick.healthy()).isFalse();
    assertThat(group.activities())
        .anyMatch(activity -> activity.cause().contains("ELB system health check failure"));
    assertThat(group.members()).hasSize(2);
  }

  @Test
  void leavesASuspendedProcessAlone() {
    Group group = group(1);
    group.suspended().add("Launch");
    look(2);
    assertThat(group.members()).isEmpty();
  }

  @Test
  void saysWhyItCannotLaunchAndWaitsLongerEachTime() {
    Group group = group(1);
    account.images().remove(Arns.BASE_IMAGE);
    look(5);
    assertThat(group.activities()).hasSize(1);
    assertThat(group.activities().get(0).message()).contains("does not exist");
    clock.advance(Duration.ofSeconds(2));
    look(5);
    assertThat(group.activities()).hasSize(2);
  }

  @Test
  void deletesAGroupAtOnceWhenForced() {
    Group group = group(2);
    look(2);
    group.delete();
    look(3);
    assertThat(account.groups().find("g")).isEmpty();
    assertThat(targets().targets()).isEmpty();
  }

  @Test
  void refusesASecondGroupOfTheNameAndSizesThatContradict() {
    Group group = group(1);
    assertThatThrownBy(() -> account.groups().create("g", group.settings(), clock.instant()))
        .isInstanceOfSatisfying(
            AwsError.class, e -> assertThat(e.code()).isEqualTo("AlreadyExists"));
    assertThatThrownBy(
            () -> account.groups().create("h", group.settings().sized(9), clock.instant()))
        .isInstanceOfSatisfying(
            AwsError.class, e -> assertThat(e.code()).isEqualTo("ValidationError"));
  }

  private Group group(int size) {
    account
        .images()
        .put(
            new Image(
                Arns.BASE_IMAGE,
                "base",
                "",
                Image.State.AVAILABLE,
                "d",
                "snap-1",
                clock.instant(),
                ""));
    LaunchTemplate template =
        account
            .templates()
            .create(
                "tpl",
                "",
                new LaunchTemplate.Data(
                    Optional.of(Arns.BASE_IMAGE),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of()),
                "",
                Map.of(),
                clock.instant());
    HealthCheck check =
        new HealthCheck("/", Duration.ofSeconds(5), Duration.ofSeconds(2), 2, 2, "200");
    TargetGroup targets =
        account.targetGroups().create(new TargetGroup.Settings("t", 80, Arns.VPC, check));
    return account
        .groups()
        .create(
            "g",
            new Group.Settings(
                template.id(),
                "1",
                0,
                4,
                size,
                List.of(Arns.SUBNET),
                List.of(targets.arn()),
                true,
                Duration.ofSeconds(60)),
            clock.instant());
  }

  private TargetGroup targets() {
    return account.targetGroups().byName("t").orElseThrow();
  }

  private Instance.State state(Member member) {
    return account.instances().get(member.instanceId()).state();
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      keeper.look();
    }
  }

  /** Boots and ends instances at once; no process is behind them. */
  private final class InstantCompute implements Compute {
    @Override
    public void boot(Instance instance) {
      instance.become(Instance.State.RUNNING, "", clock.instant());
    }

    @Override
    public void stop(Instance instance, String reason) {
      instance.become(Instance.State.STOPPED, reason, clock.instant());
    }

    @Override
    public void terminate(Instance instance, String reason) {
      instance.terminated("", reason, clock.instant());
    }

    @Override
    public void capture(Image image, Instance instance) {}

    @Override
    public void discard(Image image) {}
  }

  private static final class SettableClock extends Clock {
    private Instant now = Instant.parse("2026-11-23T08:00:00Z");

    void advance(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
