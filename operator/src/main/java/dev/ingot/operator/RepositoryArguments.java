package dev.ingot.operator;

import dev.ingot.git.GitConfig;
import dev.ingot.git.Remotes;
import dev.ingot.git.RepositoryFolder;
import dev.ingot.recipe.Scratch;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Where a service comes from, as a person says it on a command line. */
public final class RepositoryArguments {
  @Parameters(
      index = "0",
      paramLabel = "REPOSITORY",
      description = "Path or URL of a git repository with an ingot.yaml.")
  private String repository;

  @Option(
      names = "--ref",
      description = "Branch or full ref; the repository's HEAD where not given.")
  private Optional<String> ref = Optional.empty();

  @Option(
      names = "--path",
      paramLabel = "FOLDER",
      defaultValue = "",
      description =
          "Folder of the service, for a repository that has several; the root where not given."
              + " Only what changes in it is deployed.")
  private String path = "";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * The folder of the service in its normal form; empty for the root.
   *
   * @throws ParameterException when it can be no folder of a repository
   */
  String folder() {
    String folder = RepositoryFolder.normal(path);
    RepositoryFolder.refusal(folder)
        .ifPresent(
            why -> {
              throw new ParameterException(command.commandLine(), "--path " + why);
            });
    return folder;
  }

  /**
   * Asks the repository.
   *
   * @throws IOException when it may not be asked, or does not answer
   * @throws IllegalArgumentException saying what is missing
   * @throws ParameterException when {@code --path} can be no folder of a repository
   */
  public ServiceRepository open(GitConfig git) throws IOException {
    String folder = folder();
    try (Scratch scratch = Scratch.make()) {
      return ServiceRepository.open(new Remotes(git), scratch.folder(), repository, ref, folder);
    }
  }
}
