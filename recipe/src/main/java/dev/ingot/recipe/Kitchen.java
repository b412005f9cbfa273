package dev.ingot.recipe;

import dev.ingot.cloud.CloudException;
import dev.ingot.events.Commit;
import dev.ingot.events.CommitReceived;
import dev.ingot.events.topics.Ids;
import dev.ingot.pipeline.CloudsByEnvironment;
import dev.ingot.pipeline.Environments;
import dev.ingot.pipeline.PipelineFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Prepares recipes: fetches the commit, reads its ingot.yaml, resolves the base image. */
public final class Kitchen {
  private final Sources sources;
  private final Environments environments;
  private final CloudsByEnvironment clouds;
  private final Path archives;
  private final long mostSourceBytes;

  /**
   * @param archives folder of the caller's own, where archives lie from when they are first asked
   *     for until they are closed
   * @param mostSourceBytes largest size of a tree, unpacked
   */
  public Kitchen(
      Sources sources,
      Environments environments,
      CloudsByEnvironment clouds,
      Path archives,
      long mostSourceBytes) {
    this.sources = sources;
    this.environments = environments;
    this.clouds = clouds;
    this.archives = archives;
    this.mostSourceBytes = mostSourceBytes;
  }

  /** Deletes the archives that an earlier process has left behind. */
  public void clean() throws IOException {
    CacheRoom.delete(archives);
  }

  /**
   * The whole recipe, where the platform team lets the repository deploy the service.
   *
   * @throws SourceRefusedException when the commit can never be baked as it is
   * @throws dev.ingot.pipeline.PipelineFileException when its ingot.yaml is wrong
   * @throws CloudException.Invalid when the base image does not exist
   * @throws IOException when the repository does not answer
   */
  public Recipe prepare(CommitReceived event) throws IOException, SourceRefusedException {
    Commit commit = event.getCommit();
    Optional<String> unbound =
        environments.refusal(event.getService(), commit.getRepository(), event.getPath());
    if (unbound.isPresent()) {
      throw new SourceRefusedException(unbound.get());
    }
    SourceCommit source = sources.get(commit, event.getPath());
    PipelineFile file = read(source);
    Optional<String> another = refusal(file, event.getService());
    if (another.isPresent()) {
      throw new SourceRefusedException(another.get());
    }
    return recipe(source, file, event.getId());
  }

  /**
   * The ingot.yaml of a commit, checked.
   *
   * @throws dev.ingot.pipeline.PipelineFileException when it is wrong
   */
  public PipelineFile read(SourceCommit source) throws IOException, SourceRefusedException {
    return PipelineFile.parse(text(source), environments);
  }

  /** Why the file is not the registered service's; empty when it is. */
  public static Optional<String> refusal(PipelineFile file, String registered) {
    return file.service().equals(registered)
        ? Optional.empty()
        : Optional.of(
            "%s names service '%s', but the repository is registered for '%s'; correct one of the two"
                .formatted(PipelineFile.NAME, file.service(), registered));
  }

  /**
   * What would be baked of a commit; checks its tree and asks the first environment's cloud for the
   * base image.
   *
   * @param name of the archive, unique among those in hand
   */
  public Recipe recipe(SourceCommit source, PipelineFile file, String name)
      throws IOException, SourceRefusedException {
    new SourceTar(source, mostSourceBytes).check();
    String base =
        clouds.get(file.plans().get(0).getEnvironment()).images().resolveBase(file.image().base());
    String script =
        BakeScript.of(file.service(), file.image(), file.plans().get(0).getFleet().getPort());
    String key = Ids.digest("Bake", source.tree(), base, script, BakeScript.VERSION);
    Path archive = archives.resolve(name + ".tar.gz");
    return new Recipe(
        source, file, base, script, key, new SourceArchive(source, archive, mostSourceBytes));
  }

  private static String place(String folder) {
    return folder.isEmpty() ? "at the root of the repository" : "in folder '" + folder + "'";
  }

  /** The text of a commit's ingot.yaml, whatever it says. */
  public static String text(SourceCommit source) throws IOException, SourceRefusedException {
    // Characters are what the file is bounded by; a character has at most four bytes.
    byte[] bytes =
        source
            .file(PipelineFile.NAME, PipelineFile.MOST_CHARACTERS * 4)
            .orElseThrow(
                () ->
                    new SourceRefusedException(
                        "%s is missing %s; add it (docs/ingot-yaml.md)"
                            .formatted(PipelineFile.NAME, place(source.folder()))));
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new SourceRefusedException(
          PipelineFile.NAME + ", line 1, column 1: the file is not UTF-8; save it as UTF-8");
    }
  }
}
