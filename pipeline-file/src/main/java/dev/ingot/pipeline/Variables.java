package dev.ingot.pipeline;

import java.util.Set;

/**
 * What a query may name, and Ingot fills in.
 *
 * @param needed the one that it must name
 * @param known all that it may name
 */
record Variables(String needed, Set<String> known) {
  static final Variables CANDIDATE = new Variables("$candidate", Set.of("$candidate", "$tick"));
  static final Variables LIVE = new Variables("$live", Set.of("$live", "$tick"));
}
