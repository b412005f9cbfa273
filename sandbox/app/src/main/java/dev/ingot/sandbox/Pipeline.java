package dev.ingot.sandbox;

import java.util.List;
import java.util.Optional;

/** A sandbox with the workers, running. Closing ends all that it started. */
interface Pipeline extends AutoCloseable {
  Endpoints endpoints();

  /** Why it cannot go on, such as a full disk; empty while all is well. */
  Optional<String> failure();

  /** The processes that it is made of besides this one, a line each. */
  default List<String> processes() {
    return List.of();
  }
}
