package dev.ingot.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whether a dead worker is missed in time. */
class TakeoverTest {
  private final Takeover rooms =
      new Takeover(Duration.ofSeconds(30), "ingot.shifter.judge.room and ingot.shifter.guard.room");

  private static GroupSession session(int seconds, String refusal) {
    return new GroupSession(
        Duration.ofSeconds(seconds), Optional.of(refusal).filter(why -> !why.isEmpty()));
  }

  @Test
  void bearsAShorterSession() {
    assertThat(rooms.judge(session(29, "the brokers did not let it be set"))).isEmpty();
    assertThat(Takeover.ANY.judge(session(45, ""))).isEmpty();
  }

  @Test
  void saysWhichRoomsAreTooSmall() {
    assertThat(rooms.judge(session(30, "")))
        .hasValue(
            "a worker that dies is missed after 30000 ms only, and ingot.shifter.judge.room and"
                + " ingot.shifter.guard.room bear less than 30000 ms: raise them, or lower"
                + " ingot.session.timeout");
  }

  @Test
  void saysWhatKeepsItFromAShorterSession() {
    assertThat(rooms.judge(session(45, "the brokers did not let it be set: lower theirs")))
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .endsWith(
                        "raise them; or, as the brokers did not let it be set: lower theirs"));
  }
}
