package dev.ingot.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.PersonIdent;

/** A real git repository, made from examples/shop, whose versions are committed one by one. */
final class DemoRepository implements AutoCloseable {
  private static final PersonIdent DEVELOPER = new PersonIdent("Ada", "ada@shop.example");

  private final Git git;
  private final Path folder;
  private final Path examples;

  private DemoRepository(Git git, Path folder, Path examples) {
    this.git = git;
    this.folder = folder;
    this.examples = examples;
  }

  /**
   * Makes the repository, empty.
   *
   * @param examples the folder {@code examples/shop}
   */
  static DemoRepository make(Path folder, Path examples) {
    try {
      Files.createDirectories(folder);
      Git git = Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call();
      return new DemoRepository(git, folder, examples);
    } catch (IOException | GitAPIException e) {
      throw new IllegalStateException("cannot make a repository in " + folder, e);
    }
  }

  String path() {
    return folder.toString();
  }

  /**
   * Commits the service as it is in examples/shop with the overlay of a version over it.
   *
   * @return the commit's id
   */
  String commit(String version, String message) {
    try {
      copy(examples, folder, true);
      Path overlay = examples.resolve("versions").resolve(version);
      if (Files.isDirectory(overlay)) {
        copy(overlay, folder, false);
      }
      git.add().addFilepattern(".").call();
      git.add().setUpdate(true).addFilepattern(".").call();
      return git.commit()
          .setAuthor(DEVELOPER)
          .setCommitter(DEVELOPER)
          .setSign(false)
          .setAllowEmpty(true)
          .setMessage(message)
          .call()
          .getId()
          .name();
    } catch (GitAPIException e) {
      throw new IllegalStateException("cannot commit " + version + " to " + folder, e);
    }
  }

  private static void copy(Path from, Path to, boolean withoutVersions) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path relative = from.relativize(file);
        if ((withoutVersions && relative.startsWith("versions")) || relative.startsWith("out")) {
          continue;
        }
        Path target = to.resolve(relative);
        Files.createDirectories(target.getParent());
        Files.copy(
            file, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot copy " + from, e);
    }
  }

  @Override
  public void close() {
    git.close();
  }
}
