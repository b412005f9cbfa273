package dev.ingot.verifier.sources;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;

/** A source that is asked for and is not there. */
record Missing(String name, Duration tick, String why) implements MeasurementSource {
  @Override
  public Duration delay() {
    return Duration.ZERO;
  }

  @Override
  public boolean looksBack() {
    return true;
  }

  @Override
  public SortedMap<Instant, Both> measure(
      Asked asked, Instant from, Instant to, Optional<Both> last) {
    throw new SourceException(why);
  }

  @Override
  public SortedMap<Instant, Both> before(Asked asked, Instant end, int ticks) {
    throw new SourceException(why);
  }

  @Override
  public SortedMap<Instant, Both> live(Asked asked, Instant from, Instant to) {
    throw new SourceException(why);
  }
}
