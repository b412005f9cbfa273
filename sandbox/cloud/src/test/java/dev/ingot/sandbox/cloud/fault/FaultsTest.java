package dev.ingot.sandbox.cloud.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ingot.sandbox.cloud.wire.AwsError;
import dev.ingot.sandbox.cloud.wire.Protocol;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private static final String MODIFY = "elasticloadbalancing:ModifyRule";
  private final Faults faults = new Faults(Set.of(MODIFY, "ec2:RunInstances"));
  private final List<String> performed = new ArrayList<>();

  @Test
  void strikesTheNextCallsAndThenNoMore() throws IOException {
    faults.next("ModifyRule", 2, Fault.throttled());

    assertThat(refusal(MODIFY, Protocol.QUERY)).isEqualTo("Throttling");
    assertThat(call("ec2:RunInstances")).isEqualTo("done");
    assertThat(refusal(MODIFY, Protocol.QUERY)).isEqualTo("Throttling");
    assertThat(call(MODIFY)).isEqualTo("done");

    assertThat(performed).containsExactly("ec2:RunInstances", MODIFY);
    assertThat(faults.struck("ModifyRule")).isEqualTo(2);
  }

  @Test
  void strikesInTheOrderAskedFor() throws IOException {
    faults.next("ModifyRule", 1, Fault.error(400, "RuleNotFound"));
    faults.next("ModifyRule", 1, Fault.dropped().afterEffect());

    assertThat(refusal(MODIFY, Protocol.QUERY)).isEqualTo("RuleNotFound");
    assertThat(performed).isEmpty();
    assertThatThrownBy(() -> call(MODIFY)).isInstanceOf(DroppedException.class);
    assertThat(performed).containsExactly(MODIFY);
    assertThat(call(MODIFY)).isEqualTo("done");
  }

  @Test
  void strikesUntilItIsCleared() throws IOException {
    faults.always("ec2:*", Fault.unavailable());

    assertThat(refusal("ec2:RunInstances", Protocol.EC2)).isEqualTo("Unavailable");
    assertThat(refusal("ec2:RunInstances", Protocol.EC2)).isEqualTo("Unavailable");
    assertThat(call(MODIFY)).isEqualTo("done");
    faults.clear("ec2:*");
    assertThat(call("ec2:RunInstances")).isEqualTo("done");
  }

  @Test
  void theMostExactNameDecides() {
    faults.always(Faults.ANY, Fault.internalError());
    faults.always(MODIFY, Fault.throttled());

    assertThat(refusal(MODIFY, Protocol.QUERY)).isEqualTo("Throttling");
    assertThat(refusal("ec2:RunInstances", Protocol.EC2)).isEqualTo("InternalError");
  }

  @Test
  void aDelayedCallIsPerformedAfterAll() throws IOException {
    faults.next(MODIFY, 1, Fault.delayed(Duration.ofNanos(1)));
    assertThat(call(MODIFY)).isEqualTo("done");
  }

  @Test
  void whoWaitsWhenItClosesIsNotAnswered() {
    faults.next(MODIFY, 1, Fault.delayed(Duration.ofMinutes(10)));
    faults.close();
    assertThatThrownBy(() -> call(MODIFY)).isInstanceOf(DroppedException.class);
    assertThat(performed).isEmpty();
  }

  @Test
  void refusesAnActionThatIsNotThere() {
    assertThatThrownBy(() -> faults.next("ModifyRules", 1, Fault.throttled()))
        .hasMessageContaining("ModifyRules");
    assertThatThrownBy(() -> faults.always("ec2:ModifyRule", Fault.throttled()))
        .hasMessageContaining("ec2:ModifyRule");
  }

  private String call(String action) throws IOException {
    return faults.around(
        action,
        Protocol.QUERY,
        () -> {
          performed.add(action);
          return "done";
        });
  }

  private String refusal(String action, Protocol protocol) {
    return catchThrowableOfType(
            AwsError.class, () -> faults.around(action, protocol, () -> performed.add(action)))
        .code();
  }
}
