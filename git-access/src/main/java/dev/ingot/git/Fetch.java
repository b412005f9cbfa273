package dev.ingot.git;

import org.eclipse.jgit.transport.RefSpec;

/**
 * What to fetch.
 *
 * @param spec from where to where, as git writes it
 * @param depth how many commits of the history, at least 1
 * @param foldersOnly without the content of files, where the other side knows how to leave it out
 */
public record Fetch(RefSpec spec, int depth, boolean foldersOnly) {
  /** Git's protocol says "no limit" with its largest depth. */
  private static final int WHOLE_HISTORY = Integer.MAX_VALUE;

  /** A commit alone; most hosts hand out any by its id. */
  public static Fetch commit(String id, String into) {
    return new Fetch(new RefSpec(id + ":" + into), 1, false);
  }

  /** A ref with all that leads to it. */
  public static Fetch ref(String ref, String into) {
    return new Fetch(new RefSpec("+" + ref + ":" + into), WHOLE_HISTORY, false);
  }

  /** The same without the content of files. */
  public Fetch withoutFiles() {
    return new Fetch(spec, depth, true);
  }
}
