package dev.ingot.shifter;

import dev.ingot.guard.GuardConfig;
import dev.ingot.stage.config.Key;
import java.time.Duration;

/** What the traffic-shifter needs to know. */
public record ShifterConfig(
    GuardConfig guard,
    @Key(
            value = "ingot.look.interval",
            doc =
                "Longest wait between two looks at a deployment in hand; bounds the cloud's API"
                    + " calls, since events wake a look at once.",
            otherwise = "5s")
        Duration lookInterval,
    @Key(
            value = "ingot.shifter.judge.room",
            doc =
                "What a judge gets beyond the bake, a tick and the source's delay before its silence"
                    + " counts as a no; long enough for a failover of the verifier, so longer than"
                    + " the session timeout.",
            otherwise = "30s")
        Duration judgeRoom,
    @Key(
            value = "ingot.shifter.guard.room",
            doc =
                "Time from the moment a verdict is due to the rollback time that the rule carries;"
                    + " long enough for a failover of the traffic-shifter, so longer than the"
                    + " session timeout.",
            otherwise = "60s")
        Duration guardRoom,
    @Key(
            value = "ingot.shifter.begin.within",
            doc = "Longest wait for a candidate that is healthy enough for its first step.",
            otherwise = "10m")
        Duration beginWithin,
    @Key(
            value = "ingot.shifter.settle",
            doc =
                "How long after a shift the cloud may still show the weights before it; a lower"
                    + " weight is taken for a change by hand only after that.",
            otherwise = "5s")
        Duration settle,
    @Key(
            value = "ingot.shifter.longest",
            doc =
                "Longest time that a rollout may be in hand; all of its steps must fit in, and topics"
                    + " must be retained for twice as long.",
            otherwise = "12h")
        Duration longest) {

  public ShifterConfig {
    requirePositive("ingot.look.interval", lookInterval);
    requirePositive("ingot.shifter.judge.room", judgeRoom);
    requirePositive("ingot.shifter.guard.room", guardRoom);
    requirePositive("ingot.shifter.begin.within", beginWithin);
    requirePositive("ingot.shifter.longest", longest);
    if (settle.isNegative()) {
      throw new IllegalArgumentException("ingot.shifter.settle is negative: " + settle);
    }
  }

  /** What there is room for: a failover of the verifier, and one of this worker. */
  Duration shortestRoom() {
    return judgeRoom.compareTo(guardRoom) < 0 ? judgeRoom : guardRoom;
  }

  private static void requirePositive(String key, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("%s is %s; it must be positive".formatted(key, value));
    }
  }
}
