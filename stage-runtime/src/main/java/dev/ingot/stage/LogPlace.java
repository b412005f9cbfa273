package dev.ingot.stage;

import java.util.Optional;

/**
 * Where to look in the log.
 *
 * @param topic every one where empty
 * @param partition every one where empty
 */
public record LogPlace(Optional<String> topic, Optional<Integer> partition) {
  public static final LogPlace EVERYWHERE = new LogPlace(Optional.empty(), Optional.empty());

  boolean has(String name) {
    return topic.filter(one -> !one.equals(name)).isEmpty();
  }

  boolean has(int number) {
    return partition.filter(one -> one != number).isEmpty();
  }
}
