package dev.ingot.verifier.judge;

import java.util.List;

/**
 * The ticks of one series.
 *
 * @param name as the policy names it
 * @param ticks in the order in which they were taken, oldest first
 */
public record Series(String name, List<Tick> ticks) {
  public Series {
    ticks = List.copyOf(ticks);
  }
}
