package dev.ingot.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.util.FS;

/**
 * A repository as {@code ingot deploy} finds it.
 *
 * @param location path or URL that the workers can reach
 * @param ref full name of the ref
 * @param commit what it points to now
 * @param folder of the service, in its normal form; empty for the root
 * @param service what its ingot.yaml says
 */
record ServiceRepository(
    String location, String ref, String commit, String folder, String service) {
  private static final int TIMEOUT_SECONDS = 30;
  private static final int MOST_BYTES = 256 * 1024;
  private static final Pattern SERVICE =
      Pattern.compile(
          "^service:\\s*[\"']?([a-z][a-z0-9-]{0,39})[\"']?\\s*(#.*)?$", Pattern.MULTILINE);

  /**
   * Asks the repository.
   *
   * @throws IllegalArgumentException saying what is missing
   */
  static ServiceRepository open(String pathOrUrl, Optional<String> wanted, String folder)
      throws IOException {
    String location = location(pathOrUrl);
    try {
      Ref ref = ref(location, wanted);
      ObjectId commit = ref.getObjectId();
      String service = service(location, ref.getName(), commit, folder);
      return new ServiceRepository(location, ref.getName(), commit.name(), folder, service);
    } catch (GitAPIException e) {
      throw new IllegalArgumentException(
          "%s is no repository that can be read: %s".formatted(location, e.getMessage()), e);
    }
  }

  private static String location(String pathOrUrl) {
    Path path = Path.of(pathOrUrl.replaceFirst("^file://", ""));
    return Files.isDirectory(path) ? path.toAbsolutePath().normalize().toString() : pathOrUrl;
  }

  private static Ref ref(String location, Optional<String> wanted) throws GitAPIException {
    Collection<Ref> refs =
        Git.lsRemoteRepository().setRemote(location).setTimeout(TIMEOUT_SECONDS).call();
    if (wanted.isEmpty()) {
      return defaultBranch(refs)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      location + " has no commits on a default branch; name one with --ref"));
    }
    return branch(refs, wanted.get())
        .orElseThrow(
            () -> new IllegalArgumentException(location + " has no branch " + wanted.get()));
  }

  /** What HEAD points to; servers that do not say so show the commit, which has to do. */
  private static Optional<Ref> defaultBranch(Collection<Ref> refs) {
    Optional<Ref> head = refs.stream().filter(r -> r.getName().equals(Constants.HEAD)).findFirst();
    return head.map(Ref::getLeaf)
        .filter(r -> r.getName().startsWith(Constants.R_HEADS))
        .or(() -> branch(refs, "main"))
        .or(() -> branch(refs, "master"))
        .or(
            () ->
                refs.stream()
                    .filter(r -> r.getName().startsWith(Constants.R_HEADS))
                    .filter(r -> head.isPresent())
                    .filter(r -> r.getObjectId().equals(head.get().getObjectId()))
                    .findFirst());
  }

  private static Optional<Ref> branch(Collection<Ref> refs, String name) {
    String full = name.startsWith("refs/") ? name : Constants.R_HEADS + name;
    return refs.stream().filter(r -> r.getName().equals(full)).findFirst();
  }

  private static InMemoryRepository inMemory() throws IOException {
    InMemoryRepository.Builder builder = new InMemoryRepository.Builder();
    builder.setRepositoryDescription(new DfsRepositoryDescription("deploy"));
    // Fetching from a folder looks for the other repository through it.
    builder.setFS(FS.DETECTED);
    return builder.build();
  }

  private static String service(String location, String ref, ObjectId commit, String folder)
      throws GitAPIException, IOException {
    try (InMemoryRepository memory = inMemory();
        Git git = new Git(memory)) {
      git.fetch()
          .setRemote(location)
          .setRefSpecs(new RefSpec("+" + ref + ":refs/heads/it"))
          .setDepth(1)
          .setTimeout(TIMEOUT_SECONDS)
          .call();
      try (RevWalk walk = new RevWalk(memory);
          TreeWalk file =
              TreeWalk.forPath(
                  memory,
                  folder.isEmpty() ? "ingot.yaml" : folder + "/ingot.yaml",
                  walk.parseCommit(commit).getTree())) {
        if (file == null) {
          throw new IllegalArgumentException(
              location
                  + " has no ingot.yaml "
                  + (folder.isEmpty() ? "at its root" : "in folder " + folder)
                  + "; docs/ingot-yaml.md says how to write one");
        }
        byte[] bytes = memory.open(file.getObjectId(0)).getBytes(MOST_BYTES);
        Matcher service = SERVICE.matcher(new String(bytes, StandardCharsets.UTF_8));
        if (!service.find()) {
          throw new IllegalArgumentException(
              "ingot.yaml of "
                  + location
                  + " names no service; add a line such as 'service: shop'");
        }
        return service.group(1);
      }
    }
  }
}
