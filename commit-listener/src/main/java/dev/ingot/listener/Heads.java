package dev.ingot.listener;

import java.io.IOException;
import java.util.Optional;

/** What the refs of repositories point to now. */
interface Heads {
  /**
   * The commit; empty when the repository has no such ref.
   *
   * @throws IOException when the repository may not be asked, or does not answer
   */
  Optional<String> head(String repository, String ref) throws IOException;
}
