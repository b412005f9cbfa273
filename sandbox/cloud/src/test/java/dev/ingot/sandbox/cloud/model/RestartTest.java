package dev.ingot.sandbox.cloud.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestartTest {
  private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private final Account before = Account.empty(CLOCK);

  @Test
  void noInstanceOutlivesIt() {
    Instance running = launch();
    running.become(Instance.State.STOPPED, "User initiated", NOW);
    Instance ending = launch();
    ending.become(Instance.State.SHUTTING_DOWN, "User initiated", NOW);
    Instance ended = launch();
    ended.terminated("bye", "User initiated", NOW.minusSeconds(60));

    Account after = restarted("");

    assertThat(after.instances().all())
        .extracting(Instance::state)
        .containsOnly(Instance.State.TERMINATED);
    assertThat(after.instances().get(running.id()).reason()).isEqualTo(Restart.REASON);
    assertThat(after.instances().get(ending.id()).reason()).isEqualTo("User initiated");
    assertThat(after.instances().get(ended.id()).changedAt()).isEqualTo(NOW.minusSeconds(60));
    assertThat(after.instances().get(ended.id()).lastWords()).isEqualTo("bye");
  }

  @Test
  void anImageIsWhatItsContentIs() {
    Image pending = before.images().create("being made", "", NOW);
    Image there = before.images().put(before.images().create("there", "", NOW).available("d1"));
    Image gone = before.images().put(before.images().create("gone", "", NOW).available("d2"));

    Account after = Account.of(CLOCK, before.keep());
    List<Image> lost = Restart.in(after, "d1"::equals);

    assertThat(lost).extracting(Image::id).containsExactly(gone.id());
    assertThat(after.images().get(pending.id()).state()).isEqualTo(Image.State.FAILED);
    assertThat(after.images().get(there.id())).isEqualTo(there);
    assertThat(after.images().get(gone.id()).state()).isEqualTo(Image.State.INVALID);
    assertThat(after.images().create("gone", "", NOW).state()).isEqualTo(Image.State.PENDING);
  }

  @Test
  void aTokenStillMakesNothingTwice() {
    Instance.Spec spec =
        new Instance.Spec(
            "ami-1", "t3.small", "s", List.of(), Optional.empty(), Optional.empty(), "token");
    before.instances().launch(spec, 1, Map.of("a", "b"), NOW);
    LaunchTemplate.Data data =
        new LaunchTemplate.Data(
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Map.of());
    LaunchTemplate made = before.templates().create("name", "", data, "token", Map.of(), NOW);

    Account after = restarted("");

    assertThat(after.templates().create("name", "", data, "token", Map.of(), NOW)).isEqualTo(made);
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> after.instances().launch(spec, 1, Map.of("a", "b"), NOW)))
        .hasMessageContaining("was terminated");
  }

  private Account restarted(String stored) {
    Account after = Account.of(CLOCK, before.keep());
    Restart.in(after, stored::equals);
    return after;
  }

  private Instance launch() {
    Instance.Spec spec =
        new Instance.Spec(
            "ami-1", "t3.small", "s", List.of(), Optional.empty(), Optional.empty(), "");
    return before.instances().launch(spec, 1, Map.of(), NOW).instances().get(0);
  }
}
