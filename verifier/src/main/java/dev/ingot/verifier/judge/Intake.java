package dev.ingot.verifier.judge;

import dev.ingot.verifier.judge.Tick.Arm;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks at every tick of a series before anything is concluded from it. What is wrong is
 * remembered, and a series with which something was wrong never lets a step advance; the ticks that
 * can be used are still used, for they may show that the candidate has to go.
 */
final class Intake {
  /** Apart from this, clocks of the two arms agree; more than any network's delay. */
  private static final Duration MOST_SKEW = Duration.ofSeconds(10);

  private static final Duration LEAST_SKEW = Duration.ofSeconds(2);
  private static final int MOST_WORDS = 3;

  private final String name;
  private final Duration tick;
  private final String other;
  private final List<String> troubles = new ArrayList<>();
  private Optional<Instant> last = Optional.empty();
  private Optional<Distribution> shape = Optional.empty();

  Intake(Watched watched) {
    this.name = watched.name();
    this.tick = watched.tick();
    this.other = watched.against().who();
  }

  /** The tick, if it can be used; with the arms that can. */
  Optional<Tick> check(Tick raw) {
    if (last.isPresent() && !raw.start().isAfter(last.get())) {
      trouble(
          last.get().equals(raw.start())
              ? "the tick at %s came twice".formatted(raw.start())
              : "the tick at %s came after the one at %s".formatted(raw.start(), last.get()));
      return Optional.empty();
    }
    last = Optional.of(raw.start());
    if (raw.candidate().isPresent() && raw.live().isPresent()) {
      Duration skew = Duration.between(raw.candidate().get().at(), raw.live().get().at()).abs();
      if (skew.compareTo(mostSkew()) > 0) {
        trouble("the fleets' clocks differ by " + Words.time(skew));
        return Optional.empty();
      }
    }
    return Optional.of(
        new Tick(
            raw.start(),
            raw.candidate().filter(arm -> isUsable("the candidate", raw.start(), arm)),
            raw.live().filter(arm -> isUsable(other, raw.start(), arm))));
  }

  /** The first few things that were wrong; empty when nothing was. */
  Optional<String> trouble() {
    return troubles.isEmpty()
        ? Optional.empty()
        : Optional.of(
            name
                + ": "
                + String.join("; ", troubles.subList(0, Math.min(MOST_WORDS, troubles.size())))
                + (troubles.size() > MOST_WORDS
                    ? "; and %d more".formatted(troubles.size() - MOST_WORDS)
                    : ""));
  }

  private Duration mostSkew() {
    Duration half = tick.dividedBy(2);
    return half.compareTo(LEAST_SKEW) < 0
        ? LEAST_SKEW
        : half.compareTo(MOST_SKEW) > 0 ? MOST_SKEW : half;
  }

  private boolean isUsable(String arm, Instant start, Arm taken) {
    Optional<String> odd = taken.sample().trouble().or(() -> otherBuckets(taken.sample()));
    odd.ifPresent(what -> trouble("%s at %s: %s".formatted(arm, start, what)));
    return odd.isEmpty();
  }

  private Optional<String> otherBuckets(Sample sample) {
    if (!(sample instanceof Sample.Spread spread)) {
      return Optional.empty();
    }
    if (shape.isEmpty()) {
      shape = Optional.of(spread.values());
    }
    return shape.get().sameBuckets(spread.values())
        ? Optional.empty()
        : Optional.of("the histogram has other buckets");
  }

  private void trouble(String what) {
    troubles.add(what);
  }
}
