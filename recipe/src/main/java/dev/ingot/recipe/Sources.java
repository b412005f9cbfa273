package dev.ingot.recipe;

import dev.ingot.events.Commit;
import java.io.IOException;

/** Where commits come from. */
public interface Sources {
  /**
   * The commit, fetched when it is not here yet.
   *
   * @param folder the service's in the repository, empty for the root
   * @throws SourceRefusedException when it can never be had
   * @throws IOException when the repository does not answer, or not in time
   */
  SourceCommit get(Commit commit, String folder) throws IOException, SourceRefusedException;
}
