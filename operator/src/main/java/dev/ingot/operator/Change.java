package dev.ingot.operator;

import java.util.Optional;

/**
 * One thing that differs, by its key in ingot.yaml.
 *
 * @param before what is live; empty for what is not there
 * @param after what the commit says; empty for what is not there any more
 */
record Change(String key, Optional<String> before, Optional<String> after) {
  static Change of(String key, String before, String after) {
    return new Change(key, Optional.of(before), Optional.of(after));
  }

  /** As a reader of differences knows it: added, removed, or another one. */
  char sign() {
    return before.isEmpty() ? '+' : after.isEmpty() ? '-' : '~';
  }
}
