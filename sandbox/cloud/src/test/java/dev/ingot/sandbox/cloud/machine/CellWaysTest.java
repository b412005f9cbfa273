package dev.ingot.sandbox.cloud.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellWaysTest {
  private static final CellWay HIDES = new CellWay(CellWay.Who.ROOT, true);
  private static final CellWay SHOWS = new CellWay(CellWay.Who.ROOT, false);

  /** What comes of one trial after the other: open, late, or what is said. */
  private final Deque<String> trials = new ArrayDeque<>();

  private long nanos;

  private final CellWays ways = new CellWays(List.of(HIDES, SHOWS), "", way -> next(), () -> nanos);

  @Test
  void theBestThatIsOpenIsTakenAndRemembered() throws IOException {
    trials.addAll(List.of("mount: denied", "open"));

    assertThat(ways.best()).contains(SHOWS);
    assertThat(ways.best()).contains(SHOWS);
    assertThat(trials).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "true, false, open, there is no setpriv",
    "true, false, mount: denied, mount: denied",
    "false, false, unshare: not found, unshare: not found"
  })
  void itIsToldWhyItIsNoBetterOne(boolean tools, boolean setpriv, String trial, String why)
      throws IOException {
    trials.add(trial);
    CellWays few =
        new CellWays(List.of(SHOWS), CellWays.lacking(tools, setpriv), way -> next(), () -> nanos);

    assertThat(few.why()).isEqualTo(why);
    assertThat(new CellWays(List.of(), CellWays.lacking(tools, true), way -> next(), () -> 0).why())
        .isEqualTo(tools ? "" : "there are no unshare, nsenter and setsid");
  }

  @Test
  void thatNoneIsOpenIsRemembered() throws IOException {
    trials.addAll(List.of("mount: denied", "unshare: denied"));

    assertThat(ways.best()).isEmpty();
    assertThat(ways.best()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"late", "unshare: fork failed: Resource temporarily unavailable"})
  void whoIsBusyTakesNoWeakerWayAndIsAskedAgainAfterAWhile(String busy) throws IOException {
    trials.addAll(List.of(busy, "open"));

    assertThatThrownBy(ways::best).isInstanceOf(IOException.class).hasMessageContaining(busy);
    assertThatThrownBy(ways::best).isInstanceOf(IOException.class).hasMessageContaining(busy);
    assertThat(trials).hasSize(1);
    nanos += FoundOnce.PAUSE.toNanos();
    assertThat(ways.best()).contains(HIDES);
  }

  @ParameterizedTest
  @CsvSource({
    "ready, ",
    "mount: a hint/ready, ",
    "mount: denied/sh: no, mount: denied; sh: no",
    "'', it ended"
  })
  void toolsMaySaySomethingBeforeItIsReady(String lines, String words) throws IOException {
    assertThat(FirstWords.read(new BufferedReader(new StringReader(lines.replace('/', '\n')))))
        .isEqualTo(Optional.ofNullable(words));
  }

  private Optional<String> next() throws IOException {
    String comes = trials.remove();
    if (comes.equals("late")) {
      throw new IOException(comes);
    }
    return comes.equals("open") ? Optional.empty() : Optional.of(comes);
  }
}
