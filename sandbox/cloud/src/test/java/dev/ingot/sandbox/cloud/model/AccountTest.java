package dev.ingot.sandbox.cloud.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ingot.sandbox.cloud.proxy.HealthCheck;
import dev.ingot.sandbox.cloud.proxy.RouteTable.Action;
import dev.ingot.sandbox.cloud.proxy.RouteTable.Condition;
import dev.ingot.sandbox.cloud.proxy.RouteTable.WeightedGroup;
import dev.ingot.sandbox.cloud.wire.AwsError;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AccountTest {
  private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
  private final Account account = Account.empty(Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void launchesOncePerClientToken() {
    Map<String, String> parameters = Map.of("ImageId", "ami-1");
    Instance first = launch("t1", parameters).get(0);
    assertThat(launch("t1", parameters)).containsExactly(first);
    refuses("IdempotentParameterMismatch", () -> launch("t1", Map.of("ImageId", "ami-2")));
    first.terminated("", "", NOW);
    refuses("IdempotentInstanceTerminated", () -> launch("t1", parameters));
    assertThat(launch("", parameters)).isNotEqualTo(launch("", parameters));
  }

  @Test
  void forgetsTerminatedInstancesAfterAnHour() {
    Instance instance = launch("", Map.of()).get(0);
    instance.terminated("", "", NOW);
    assertThat(account.instances().sweep(NOW.plusSeconds(3_600))).isEmpty();
    assertThat(account.instances().sweep(NOW.plusSeconds(3_601))).containsExactly(instance.id());
  }

  @Test
  void keepsImageNamesUnique() {
    Image image = account.images().create("shop 1", "", NOW);
    refuses("InvalidAMIName.Duplicate", () -> account.images().create("shop 1", "", NOW));
    refuses("InvalidAMIName.Malformed", () -> account.images().create("a$", "", NOW));
    refuses("InvalidSnapshot.InUse", () -> account.images().removeSnapshot(image.snapshotId()));
    account.images().remove(image.id());
    account.images().removeSnapshot(image.snapshotId());
    assertThat(account.images().create("shop 1", "", NOW).state()).isEqualTo(Image.State.PENDING);
  }

  @Test
  void makesATargetGroupOncePerSettings() {
    TargetGroup made = account.targetGroups().create(settings("a", 80));
    assertThat(account.targetGroups().create(settings("a", 80))).isSameAs(made);
    refuses("DuplicateTargetGroupName", () -> account.targetGroups().create(settings("a", 81)));
    refuses("ValidationError", () -> account.targetGroups().create(settings("-a", 80)));
  }

  @Test
  void movesRulesAllOrNone() {
    Rule first = rule(1);
    Rule second = rule(2);
    refuses("PriorityInUse", () -> rule(2));
    refuses("PriorityInUse", () -> account.rules().move(Map.of(first.arn(), 2)));
    account.rules().move(Map.of(first.arn(), 2, second.arn(), 1));
    assertThat(account.rules().all())
        .extracting(Rule::arn)
        .containsExactly(second.arn(), first.arn());
  }

  @Test
  void hasAtMostAHundredRules() {
    for (int i = 1; i <= 100; i++) {
      rule(i);
    }
    refuses("TooManyRules", () -> rule(101));
  }

  @Test
  void putsATargetGroupInUseWhenARuleNamesIt() {
    TargetGroup group = account.targetGroups().create(settings("a", 80));
    assertThat(account.rules().name(group.arn())).isFalse();
    account
        .rules()
        .create(
            5,
            List.of(new Condition.HttpHeader("X-Ingot-Preview", List.of("d"))),
            new Action.Forward(List.of(new WeightedGroup(group.arn(), 0))));
    assertThat(account.rules().name(group.arn())).isTrue();
    group.use(true, NOW);
    group.use(false, NOW.plusSeconds(10));
    assertThat(group.usedAt(NOW.minusSeconds(1))).isFalse();
    assertThat(group.usedAt(NOW.plusSeconds(9))).isTrue();
    assertThat(group.usedAt(NOW.plusSeconds(11))).isFalse();
  }

  @Test
  void limitsTags() {
    for (int i = 0; i < 50; i++) {
      account.tags().put("i-1", Map.of("k" + i, "v"));
    }
    refuses("TagLimitExceeded", () -> account.tags().put("i-1", Map.of("k", "v")));
    refuses("InvalidParameterValue", () -> Tags.check(Map.of("aws:x", "v")));
  }

  private List<Instance> launch(String token, Map<String, String> parameters) {
    Instance.Spec spec =
        new Instance.Spec(
            "ami-1", "t3.micro", "s", List.of(), Optional.empty(), Optional.empty(), token);
    return account.instances().launch(spec, 1, parameters, NOW).instances();
  }

  private static TargetGroup.Settings settings(String name, int port) {
    return new TargetGroup.Settings(
        name,
        port,
        Arns.VPC,
        new HealthCheck("/", Duration.ofSeconds(5), Duration.ofSeconds(2), 2, 2, "200"));
  }

  private Rule rule(int priority) {
    return account
        .rules()
        .create(
            priority,
            List.of(new Condition.HostHeader(List.of("a.test"))),
            new Action.FixedResponse(200, "text/plain", ""));
  }

  private static void refuses(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(AwsError.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
