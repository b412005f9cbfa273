package dev.ingot.cloud.memory;

/**
 * How a migration goes.
 *
 * @param looks that find it running first
 * @param failure why it fails; empty when it succeeds
 * @param log what it has written by then
 */
public record MigrationScript(int looks, String failure, String log) {
  public static MigrationScript succeedsAfterLooks(int looks) {
    return new MigrationScript(looks, "", "");
  }

  public static MigrationScript failsAfterLooks(int looks, String failure, String log) {
    return new MigrationScript(looks, failure, log);
  }
}
