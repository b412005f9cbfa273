package dev.ingot.pipeline;

import dev.ingot.events.EnvironmentPlan;
import java.nio.file.Path;
import java.util.List;

/**
 * A service's {@code ingot.yaml}, read and checked.
 *
 * @param service the service's name
 * @param image what goes into the image
 * @param plans one per environment, in the order in which they are deployed; at least one
 */
public record PipelineFile(String service, ImageSection image, List<EnvironmentPlan> plans) {
  /** Where the file lies in a service's repository. */
  public static final String NAME = "ingot.yaml";

  /** Most characters that the file may have. */
  public static final int MOST_CHARACTERS = YamlReader.MOST_CHARACTERS;

  public PipelineFile {
    plans = List.copyOf(plans);
  }

  /**
   * Reads and checks the text of an {@code ingot.yaml}.
   *
   * @param environments what the platform team offers and asks for
   * @throws PipelineFileException naming line, column and remedy of everything that is wrong
   */
  public static PipelineFile parse(String yaml, Environments environments) {
    return PipelineFileReader.read(yaml, environments);
  }

  /**
   * Reads and checks a file on this machine.
   *
   * @throws PipelineFileException naming line, column and remedy of everything that is wrong
   */
  public static PipelineFile load(Path file, Environments environments) {
    return parse(TextFile.read(file, "add it (docs/ingot-yaml.md)"), environments);
  }

  /**
   * The text of a file's bytes.
   *
   * @throws PipelineFileException when they are not UTF-8
   */
  public static String text(byte[] bytes) {
    return TextFile.decode(bytes, NAME);
  }

  /** Whether the text may name a service. */
  public static boolean isName(String text) {
    return Kinds.NAME.read(text).isPresent();
  }
}
