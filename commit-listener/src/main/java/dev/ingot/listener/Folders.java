package dev.ingot.listener;

import java.io.IOException;

/** What folders of commits hold. */
@FunctionalInterface
interface Folders {
  /**
   * The object id of the folder's tree, or {@link dev.ingot.git.RemoteFolders#ABSENT}.
   *
   * @param ref that leads to the commit
   * @throws IOException when the repository may not be asked, or does not answer
   */
  String tree(String repository, String ref, String commit, String folder) throws IOException;
}
