package dev.ingot.stage;

import java.time.Duration;
import java.util.Optional;

/**
 * How long the work of a stage may go without anybody when its worker dies.
 *
 * @param bearable a session must be shorter
 * @param settings what says so, by name
 */
record Takeover(Duration bearable, String settings) {
  /** Whenever it comes. */
  static final Takeover ANY = new Takeover(Duration.ofSeconds(Long.MAX_VALUE), "");

  /** What is wrong with the session, and what to do; empty when it is bearable. */
  Optional<String> judge(GroupSession session) {
    return session.actual().compareTo(bearable) < 0
        ? Optional.empty()
        : Optional.of(
            "a worker that dies is missed after %d ms only, and %s bear less than %d ms: raise them%s"
                .formatted(
                    session.actual().toMillis(),
                    settings,
                    bearable.toMillis(),
                    session
                        .refusal()
                        .map(why -> "; or, as " + why)
                        .orElse(", or lower ingot.session.timeout")));
  }
}
