package dev.ingot.sandbox.cloud.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlGroupsTest {
  private static final Path BESIDE = Path.of("/beside");
  private static final Path WITHIN = Path.of("/within");

  private final Deque<String> trials = new ArrayDeque<>();
  private long nanos;
  private final ControlGroups groups =
      new ControlGroups(() -> List.of(BESIDE, WITHIN), parent -> next(), () -> nanos);

  @Test
  void theFirstPlaceIsTakenAndRemembered() throws IOException {
    trials.addAll(List.of("AccessDeniedException", "open"));

    assertThat(groups.best()).contains(WITHIN);
    assertThat(groups.best()).contains(WITHIN);
  }

  @Test
  void thatThereIsNoneIsRemembered() throws IOException {
    trials.addAll(List.of("AccessDeniedException", "Read-only file system"));

    assertThat(groups.best()).isEmpty();
    assertThat(groups.best()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "late",
        "sh: 1: Cannot fork: Resource temporarily unavailable",
        "/sys/fs/cgroup/pids/ingot-1-0: No space left on device"
      })
  void whoIsBusyHasNotSaidNoAndIsAskedAgainAfterAWhile(String busy) throws IOException {
    trials.addAll(List.of(busy, "open"));

    assertThatThrownBy(groups::best).isInstanceOf(IOException.class);
    assertThatThrownBy(groups::best).isInstanceOf(IOException.class);
    assertThat(trials).hasSize(1);
    nanos += FoundOnce.PAUSE.toNanos();
    assertThat(groups.best()).contains(BESIDE);
  }

  @Test
  void aGroupThatIsNotMadeIsNone(@TempDir Path none) {
    assertThatThrownBy(() -> ControlGroup.make(none, 64)).isInstanceOf(IOException.class);
    assertThat(none).isEmptyDirectory();
  }

  private Optional<String> next() throws IOException {
    String comes = trials.remove();
    if (comes.equals("late")) {
      throw new IOException(comes);
    }
    return comes.equals("open") ? Optional.empty() : Optional.of(comes);
  }
}
