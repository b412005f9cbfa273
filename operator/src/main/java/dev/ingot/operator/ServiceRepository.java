package dev.ingot.operator;

import dev.ingot.events.Commit;
import dev.ingot.git.Branch;
import dev.ingot.git.Remotes;
import dev.ingot.recipe.Kitchen;
import dev.ingot.recipe.SourceCache;
import dev.ingot.recipe.SourceRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A repository as {@code ingot register} and the sandbox's {@code deploy} find it.
 *
 * @param location path or URL that the workers can reach
 * @param ref full name of the ref
 * @param commit what it points to now
 * @param folder of the service, in its normal form; empty for the root
 * @param service what its ingot.yaml says
 */
public record ServiceRepository(
    String location, String ref, String commit, String folder, String service) {
  private static final Duration FETCH_WITHIN = Duration.ofMinutes(5);
  private static final long MOST_BYTES = 1L << 30;
  private static final Pattern SERVICE =
      Pattern.compile(
          "^service:\\s*[\"']?([a-z][a-z0-9-]{0,39})[\"']?\\s*(#.*)?$", Pattern.MULTILINE);

  /**
   * Asks the repository, by the rules that the workers ask it by: what this finds, they find.
   *
   * @param work a folder for what is fetched
   * @throws IOException when it may not be asked, or does not answer
   * @throws IllegalArgumentException saying what is missing
   */
  static ServiceRepository open(
      Remotes remotes, Path work, String pathOrUrl, Optional<String> wanted, String folder)
      throws IOException {
    String location = Remotes.located(pathOrUrl);
    Branch branch =
        remotes
            .branch(location, wanted)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        wanted
                            .map(name -> location + " has no branch " + name)
                            .orElse(
                                location
                                    + " has no commits on a default branch; name one with --ref")));
    Commit commit =
        Commit.newBuilder()
            .setRepository(location)
            .setRef(branch.ref())
            .setId(branch.commit())
            .build();
    try {
      SourceCache cache = new SourceCache(work, remotes, FETCH_WITHIN, MOST_BYTES);
      String yaml = Kitchen.text(cache.get(commit, folder));
      return new ServiceRepository(
          location, branch.ref(), branch.commit(), folder, service(yaml, location));
    } catch (SourceRefusedException e) {
      throw new IllegalArgumentException(location + ": " + e.getMessage(), e);
    }
  }

  /** Whatever else is wrong with the file is told by the deployment's outcome. */
  private static String service(String yaml, String location) {
    Matcher service = SERVICE.matcher(yaml);
    if (!service.find()) {
      throw new IllegalArgumentException(
          "ingot.yaml of " + location + " names no service; add a line such as 'service: shop'");
    }
    return service.group(1);
  }
}
