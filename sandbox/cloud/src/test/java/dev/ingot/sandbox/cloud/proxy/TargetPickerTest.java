package dev.ingot.sandbox.cloud.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ingot.sandbox.cloud.proxy.Target.State;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetPickerTest {
  private final TickCounters counters = new TickCounters(Clock.systemUTC());

  @Test
  void healthyTargetsTakeTurns() {
    List<Target> targets =
        List.of(
            target("a", State.HEALTHY),
            target("sick", State.UNHEALTHY),
            target("b", State.HEALTHY),
            target("leaving", State.DRAINING));

    assertThat(picks(targets, 4)).containsExactly("a", "b", "a", "b");
  }

  @Test
  void withoutHealthyOnesAllButTheDrainingAreTried() {
    List<Target> targets =
        List.of(
            target("a", State.UNHEALTHY),
            target("leaving", State.DRAINING),
            target("b", State.UNHEALTHY));

    assertThat(picks(targets, 3)).containsExactly("a", "b", "a");
  }

  @Test
  void noTargetOrOnlyDrainingOnesIsNone() {
    assertThat(picks(List.of(), 1)).containsExactly("none");
    assertThat(picks(List.of(target("leaving", State.DRAINING)), 1)).containsExactly("none");
  }

  @Test
  void aTargetThatBeginsToDrainWhileItIsPickedGetsNothing() {
    Deque<List<Target>> answers = new ArrayDeque<>();
    answers.add(List.of(target("a", State.HEALTHY)));
    List<Target> later = List.of(target("a", State.DRAINING), target("b", State.HEALTHY));
    TargetPicker picker =
        new TargetPicker(group -> answers.isEmpty() ? later : answers.remove(), counters);

    assertThat(picker.pick("blue").map(Target::id)).contains("b");
    assertThat(counters.inFlightOnTarget("a")).isZero();
    assertThat(counters.inFlightOnTarget("b")).isEqualTo(1);
  }

  private List<String> picks(List<Target> targets, int times) {
    TargetPicker picker = new TargetPicker(group -> targets, counters);
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      ids.add(picker.pick("blue").map(Target::id).orElse("none"));
    }
    return ids;
  }

  private static Target target(String id, State state) {
    return new Target(id, new InetSocketAddress(InetAddress.getLoopbackAddress(), 80), state);
  }
}
