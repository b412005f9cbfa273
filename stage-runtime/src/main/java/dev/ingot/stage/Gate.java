package dev.ingot.stage;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whether a worker may begin something new. Asked before the first look at a record about which
 * nothing has been said yet; what has begun goes on. Answers at once and never throws.
 */
public interface Gate<I> {
  /** Why this record is not to be begun now; empty when it may be. */
  Optional<Closed> closed(I event);

  /** Whatever it is closed for now, one sentence each, for people. */
  List<String> reasons();

  /**
   * Why it is closed.
   *
   * @param reason one sentence, the same for as long as it is closed
   * @param again when it is worth asking again; zero when one record may try how it goes
   */
  record Closed(String reason, Duration again) {}

  /** One that is never closed. */
  static <I> Gate<I> open() {
    return new Gate<>() {
      @Override
      public Optional<Closed> closed(I event) {
        return Optional.empty();
      }

      @Override
      public List<String> reasons() {
        return List.of();
      }
    };
  }
}
