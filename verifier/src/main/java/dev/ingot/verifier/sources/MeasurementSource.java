package dev.ingot.verifier.sources;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;

/** One source of measurements, for one step's two fleets. */
public interface MeasurementSource {
  /** As measurements name it. */
  String name();

  /** Length of a tick. Ticks begin at multiples of it since 1970. */
  Duration tick();

  /** How long after its end a tick is complete. */
  Duration delay();

  /** Whether it knows the ticks of a time that nobody has measured. */
  boolean looksBack();

  /** Ticks that are asked for at once; a long absence is caught up in several looks. */
  default int mostTicks() {
    return 600;
  }

  /**
   * What came of both fleets in the ticks that begin in {@code [from, to)}, by their begin. All are
   * complete. A tick that is not in the answer is unknown.
   *
   * @param last what was measured last of the series, where anything was
   * @throws SourceException when it cannot be had now
   */
  SortedMap<Instant, Both> measure(Asked asked, Instant from, Instant to, Optional<Both> last);

  /**
   * What has to be known of the time before the step, by the begins of its ticks; empty where
   * nothing has to be.
   *
   * @param end of the last one
   * @param ticks how many are worth knowing
   * @throws SourceException when it cannot be had now
   */
  SortedMap<Instant, Both> before(Asked asked, Instant end, int ticks);

  /**
   * What the live fleet did in the ticks before the step that begin in {@code [from, to)}, by their
   * begin. All are complete. Of a source that does not look back, nothing.
   *
   * @throws SourceException when it cannot be had now
   */
  SortedMap<Instant, Both> live(Asked asked, Instant from, Instant to);
}
