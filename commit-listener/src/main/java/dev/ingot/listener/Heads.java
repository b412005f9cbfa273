package dev.ingot.listener;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the refs of repositories point to now. */
@FunctionalInterface
interface Heads {
  /**
   * Ref to commit; refs that the repository has not are left out.
   *
   * @throws IOException when the repository may not be asked, or does not answer
   */
  Map<String, String> heads(String repository, Set<String> refs) throws IOException;

  /** The commit; empty when the repository has no such ref. */
  default Optional<String> head(String repository, String ref) throws IOException {
    return Optional.ofNullable(heads(repository, Set.of(ref)).get(ref));
  }
}
